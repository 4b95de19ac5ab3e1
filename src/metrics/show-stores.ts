import type { Standing } from '../sync/standing.ts';
import type { Instruments, Sample } from './instruments.ts';

const storeLabels = ['store_kind', 'store_namespace', 'store_name'] as const;

/** What each store object may be asked about; their number is that of a few teams. */
export function showStores({ gauge }: Instruments, standing: () => Standing | undefined): void {
  type Store = ReturnType<Standing['stores']>[number];
  const samples = (valueOf: (store: Store) => number | undefined) => () =>
    (standing()?.stores() ?? []).flatMap((store): Sample<(typeof storeLabels)[number]>[] => {
      const value = valueOf(store);
      if (value === undefined) return [];
      return [[{ store_kind: store.kind, store_namespace: store.namespace, store_name: store.name }, value]];
    });
  gauge({
    name: 'secrets_store_operator_store_ready',
    help: '1 where the store can be used, else 0.',
    labels: storeLabels,
    look: samples(({ isReady }) => (isReady ? 1 : 0)),
  });
  gauge({
    name: 'secrets_store_operator_store_quota_used',
    help: "Places for secrets that are taken in the store's account, by everybody.",
    labels: storeLabels,
    look: samples(({ quota }) => quota?.used),
  });
  gauge({
    name: 'secrets_store_operator_store_quota_limit',
    help: "Places for secrets that the store's account has.",
    labels: storeLabels,
    look: samples(({ quota }) => quota?.limit),
  });
  gauge({
    name: 'secrets_store_operator_store_orphans',
    help: 'Secrets of the store that carry our mark and that no resource records.',
    labels: storeLabels,
    look: samples(({ orphans }) => orphans),
  });
  gauge({
    name: 'secrets_store_operator_store_credential_expiry_timestamp_seconds',
    help: "When the store's credential ends, where Cloudflare says so.",
    labels: storeLabels,
    look: samples(({ credentialEndsAtMs }) => credentialEndsAtMs && credentialEndsAtMs / 1000),
  });
}
