import { readClusterIdentity } from '../kube/cluster-identity.ts';
import type { KubeConnection } from '../kube/connection.ts';
import { OwnError } from '../runtime/own-error.ts';

/** What our mark says of a cluster whose user gives it no name. */
export async function clusterNameOf(kube: KubeConnection, signal: AbortSignal): Promise<string> {
  const identity = await readClusterIdentity(kube, { signal });
  if (identity.ok) return identity.value;
  throw new OwnError(
    `Cannot read namespace kube-system to name the cluster: ${identity.failure.detail}; check --kubeconfig and that the API server answers, or give --cluster-name`,
  );
}
