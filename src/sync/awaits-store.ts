import type { ClusterSecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting } from '../core/lifecycle.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { findStore } from './caches.ts';
import type { Context } from './context.ts';
import { revisionOf } from './open-store.ts';

/** How long the labels of namespaces may take before a resource that needs them says so. */
const labelsWithinMs = 30_000;

/**
 * Whether there is nothing true to say of a resource yet: its store is being opened, after a start or a change of its spec, or
 * the labels are on their way by which the store admits namespaces. Both wake it when they are there.
 */
export function awaitsStore(resource: SecretsStoreSecret, context: Context): boolean {
  const key = storeKeyOfRef(resource);
  const store = findStore(context.caches, key);
  if (store === undefined) return !context.connections.get(key)?.isClosed && isOutOfSight(resource, context);
  const { open, failure } = context.connections.get(key) ?? {};
  if (failure === undefined && open?.revision !== revisionOf(store)) return true;
  const { namespaces } = context.caches;
  const needsLabels = store.kind === 'ClusterSecretsStore' && !isDeleting(resource) && admitsByLabels(store);
  return needsLabels && !namespaces.isSynced && namespaces.waitedMs < labelsWithinMs;
}

/** Its namespace cannot be read, so a store that was not seen to go may be there all the same. */
const isOutOfSight = ({ metadata, spec }: SecretsStoreSecret, { unreadable }: Context): boolean =>
  spec.storeRef.kind !== 'ClusterSecretsStore' && unreadable().includes(metadata.namespace ?? '');

const admitsByLabels = ({ spec }: ClusterSecretsStore): boolean =>
  spec.allowedNamespaces?.some(({ selector }) => selector !== undefined) ?? false;
