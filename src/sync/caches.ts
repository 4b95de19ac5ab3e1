import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret, Store } from '../api/resources.ts';
import type { StoreKey } from '../core/store-ref.ts';
import type { KubeObject } from '../kube/kube-object.ts';

/** A cached list of objects that is kept up to date by a watch. */
export interface Cache<T> {
  get(key: string): T | undefined;
  values(): Iterable<T>;
  /** Takes over what a write of our own has answered, so that the cache never shows an older state than ours. */
  put(object: KubeObject): void;
  /** Whether it holds all that there is. */
  readonly isSynced: boolean;
}

export interface Caches {
  readonly resources: Cache<SecretsStoreSecret>;
  readonly secretsStores: Cache<SecretsStore>;
  readonly clusterStores: Cache<ClusterSecretsStore>;
  /** Metadata alone. */
  readonly secrets: Cache<KubeObject>;
  /** Metadata alone; empty until a ClusterSecretsStore selects namespaces by labels. `waitedMs`: since it was asked for. */
  readonly namespaces: Cache<KubeObject> & { readonly waitedMs: number };
}

/** The store object of either kind. */
export function findStore(caches: Caches, key: StoreKey): Store | undefined {
  const [kind, ...rest] = key.split('/');
  return kind === 'SecretsStore' ? caches.secretsStores.get(rest.join('/')) : caches.clusterStores.get(rest.join('/'));
}
