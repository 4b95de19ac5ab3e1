import type { ObjectMeta } from '../../../src/api/resources.ts';
import type { kubeObjects } from '../../support/kube-objects.ts';
import { siteLabel } from './relay.ts';

/** Nothing in the namespace waits for an operator that no longer runs; its end is not waited for. */
export async function leave(objects: ReturnType<typeof kubeObjects>, namespace: string): Promise<void> {
  await objects.remove('Namespace', namespace);
  for (const kind of ['SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore'] as const) {
    const all = (await objects.list(kind)).filter(({ metadata }) => isOfSite(kind, metadata, namespace));
    if (kind === 'ClusterSecretsStore') for (const { metadata } of all) await objects.remove(kind, metadata.name);
    const held = all.filter(({ metadata }) => metadata.finalizers?.length);
    for (const { metadata } of held) await objects.patch(kind, metadata.name, { metadata: { finalizers: null } });
  }
}

const isOfSite = (kind: string, { labels }: ObjectMeta, namespace: string): boolean =>
  kind !== 'ClusterSecretsStore' || labels?.[siteLabel] === namespace;
