import { type Result, success } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { asObject } from './read-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/**
 * A name for the cluster when its user gives none: the first 8 hex digits of the kube-system namespace's uid, which lives as
 * long as the cluster and is what others take for its identity as well.
 */
export async function readClusterIdentity(
  connection: KubeConnection,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<string, KubeFailure>> {
  const path = objectPath({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' });
  const answer = await request(connection, { method: 'GET', path, signal });
  const namespace = answer.ok ? asObject(answer.value) : answer;
  return namespace.ok ? success(namespace.value.metadata.uid.slice(0, 8)) : namespace;
}
