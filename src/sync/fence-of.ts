import type { SecretsStoreSecret } from '../api/resources.ts';
import { type Fence, fenceFor, openFence } from '../core/fence.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { type Caches, findStore } from './caches.ts';

/** What the namespace of a resource may do in the store that it refers to. Of a store object that is gone no fence is left. */
export function fenceOf(resource: SecretsStoreSecret, caches: Caches): Fence {
  const store = findStore(caches, storeKeyOfRef(resource));
  if (store?.kind !== 'ClusterSecretsStore') return openFence;
  const name = resource.metadata.namespace ?? '';
  const namespace = caches.namespaces.get(name);
  return fenceFor({ name, labels: namespace && (namespace.metadata.labels ?? {}) }, store.spec.allowedNamespaces);
}
