import type { Result } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import type { KubeObject, ObjectTarget } from './kube-object.ts';
import { asObject } from './read-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/** Whatever object has the name now; NotFound where none has. */
export async function findObject(
  connection: KubeConnection,
  target: Omit<ObjectTarget, 'uid'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<KubeObject, KubeFailure>> {
  const answer = await request(connection, { method: 'GET', path: objectPath(target), signal });
  return answer.ok ? asObject(answer.value) : answer;
}
