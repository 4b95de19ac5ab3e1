import type { ClusterSecretsStore, ObjectMeta, SecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import type { SourceSecret } from '../kube/secrets.ts';

/** One of our objects as a user writes it down. */
export type Manifest<T extends SecretsStoreSecret | SecretsStore | ClusterSecretsStore> = Pick<
  T,
  'apiVersion' | 'kind' | 'spec'
> & { readonly metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'annotations'> };

/** What takes the place of the cluster's objects of the same names. */
export interface Manifests {
  readonly resources: readonly Manifest<SecretsStoreSecret>[];
  readonly secretsStores: readonly Manifest<SecretsStore>[];
  readonly clusterStores: readonly Manifest<ClusterSecretsStore>[];
  readonly secrets: readonly SourceSecret[];
}

export const noManifests: Manifests = { resources: [], secretsStores: [], clusterStores: [], secrets: [] };
