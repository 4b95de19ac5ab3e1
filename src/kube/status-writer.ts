import { type Result, failed, success } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import { type KubeObject, type ObjectTarget, parseKubeObject } from './kube-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/**
 * Makes `status` the whole of what we say about the target: server-side apply on `/status`, so fields of ours that it no
 * longer has go away, those of others stay, and saying the same again writes nothing.
 *
 * Comes back with the object as it is now: `put` it into its Reflector. NotFound when the target is gone, Replaced when another object
 * has its name; both are no reason to try again. Conflict when the API server lost a race on our behalf too often.
 */
export async function applyStatus(
  connection: KubeConnection,
  { target, status }: { readonly target: ObjectTarget; readonly status: object },
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<KubeObject, KubeFailure>> {
  const { apiVersion, kind, ...metadata } = target;
  const answer = await request(connection, {
    method: 'PATCH',
    path: `${objectPath(target)}/status`,
    query: { fieldManager, force: true },
    contentType: 'application/apply-patch+yaml',
    body: { apiVersion, kind, metadata, status },
    signal,
  });
  if (!answer.ok) return answer;
  const object = parseKubeObject(answer.value);
  return object === undefined ? failed(unavailable('the answer is not an object')) : success(object);
}
