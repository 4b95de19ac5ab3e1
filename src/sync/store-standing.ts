import type { Store } from '../api/resources.ts';
import { isReady } from '../core/is-ready.ts';
import type { Quota } from '../core/observed.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import type { Context } from './context.ts';

/** One store object. */
export interface StoreStanding {
  readonly kind: Store['kind'];
  /** "" for a ClusterSecretsStore. */
  readonly namespace: string;
  readonly name: string;
  readonly isReady: boolean;
  /** The places of its account, once they have been read; those that are kept for what is being created count as used. */
  readonly quota: Quota | undefined;
  /** Secrets with our mark that no resource records, once it has been listed. */
  readonly orphans: number | undefined;
  /** Wall clock, milliseconds; undefined where its credential does not end, or nobody knows. */
  readonly credentialEndsAtMs: number | undefined;
}

export const storeStandings = (context: Context): readonly StoreStanding[] =>
  [...context.caches.secretsStores.values(), ...context.caches.clusterStores.values()].map((store: Store) =>
    standingOf(store, context),
  );

function standingOf(store: Store, { connections, quotas }: Context): StoreStanding {
  const { kind, metadata, status } = store;
  const { open } = connections.get(storeKeyOf(store)) ?? {};
  const endsAt = status?.credential?.expiryTime;
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    isReady: isReady(store),
    quota: open && quotas.get(open.address.accountId),
    orphans: status?.orphanCount ?? (open && 0),
    credentialEndsAtMs: endsAt === undefined ? undefined : Date.parse(endsAt),
  };
}
