import { type Result, failed, success } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { type KubeObject, type ObjectTarget, parseKubeObject } from './kube-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/** The target as it is now. NotFound when it is gone, Replaced when another object has its name by now. */
export async function readObject(
  connection: KubeConnection,
  target: ObjectTarget,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<KubeObject, KubeFailure>> {
  const answer = await request(connection, { method: 'GET', path: objectPath(target), signal });
  const read = answer.ok ? asObject(answer.value) : answer;
  if (!read.ok || read.value.metadata.uid === target.uid) return read;
  return failed({ kind: 'Replaced', detail: 'another object has the name' });
}

/** An answer that is to be an object. */
export function asObject(json: unknown): Result<KubeObject, KubeFailure> {
  const object = parseKubeObject(json);
  return object === undefined ? failed(unavailable('the answer is not an object')) : success(object);
}
