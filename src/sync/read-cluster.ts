import { apiVersion } from '../api/group.ts';
import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import { asOurKind } from '../core/as-our-kind.ts';
import { failed, type Result, success } from '../core/result.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { KubeConnection } from '../kube/connection.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { list } from '../kube/list.ts';
import { listPath } from '../kube/resource-paths.ts';
import { explainKube } from './explain-kube.ts';

/** Our objects in the cluster, and what is needed of namespaces. */
export interface ClusterObjects {
  readonly resources: readonly SecretsStoreSecret[];
  readonly secretsStores: readonly SecretsStore[];
  readonly clusterStores: readonly ClusterSecretsStore[];
}

interface Reading {
  /** Where only this one may be looked at, it has to do; nothing is then known of what others claim. */
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

const pageSize = 500;

/** One list of each of our kinds. Where their CRDs are not installed yet, there is none of them. */
export async function readCluster(
  kube: KubeConnection,
  reading: Reading,
): Promise<Result<ClusterObjects, SyncFailure>> {
  const [resources, secretsStores, clusterStores] = await Promise.all([
    listOurs<SecretsStoreSecret>(kube, 'SecretsStoreSecret', reading),
    listOurs<SecretsStore>(kube, 'SecretsStore', reading),
    listOurs<ClusterSecretsStore>(kube, 'ClusterSecretsStore', { ...reading, namespace: undefined }),
  ]);
  if (!resources.ok) return resources;
  if (!secretsStores.ok) return secretsStores;
  if (!clusterStores.ok) return clusterStores;
  return success({
    resources: resources.value,
    secretsStores: secretsStores.value,
    clusterStores: clusterStores.value,
  });
}

/** Metadata of all namespaces, for the selectors of ClusterSecretsStores. */
export async function readNamespaces(
  kube: KubeConnection,
  { signal }: Pick<Reading, 'signal'>,
): Promise<Result<readonly KubeObject[], SyncFailure>> {
  const path = listPath({ apiVersion: 'v1', kind: 'Namespace' });
  const listed = await list(kube, { path, accept: 'metadata' }, { signal, pageSize, transform: (object) => object });
  return listed.ok
    ? success([...listed.value.objects.values()])
    : failed(explainKube(listed.failure, 'list namespaces'));
}

async function listOurs<T extends SecretsStoreSecret | SecretsStore | ClusterSecretsStore>(
  kube: KubeConnection,
  kind: T['kind'],
  { namespace, signal }: Reading,
): Promise<Result<readonly T[], SyncFailure>> {
  const listWithin = async (scope: { namespace?: string }) =>
    list(
      kube,
      { path: listPath({ apiVersion, kind, ...scope }), accept: 'full' },
      { signal, pageSize, transform: (object) => asOurKind<T>(object, kind) },
    );
  const all = await listWithin({});
  const isForbidden = !all.ok && all.failure.kind === 'Forbidden';
  const listed = isForbidden && namespace !== undefined ? await listWithin({ namespace }) : all;
  if (listed.ok) return success([...listed.value.objects.values()]);
  if (listed.failure.kind === 'NotFound') return success([]);
  return failed(explainKube(listed.failure, `list objects of kind ${kind}`));
}
