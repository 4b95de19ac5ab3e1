import type { Result } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import type { KubeObject, ObjectTarget } from './kube-object.ts';
import { asObject, readObject } from './read-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/**
 * Makes `status` the whole status of the target; nobody but us writes it. Saying the same again changes nothing.
 *
 * Comes back with the object as it is now: `put` it into its Reflector. NotFound when the target is gone, Replaced when
 * another object has its name; both are no reason to try again. Invalid when the schema refuses the status.
 *
 * A JSON patch with a `test`, and not an apply: an apply on `/status` does not look at the uid that it is sent (seen on
 * Kubernetes 1.37), and writes onto the successor. It also answers 500 to a field that an older CRD does not know, where a
 * patch drops the field.
 */
export async function applyStatus(
  connection: KubeConnection,
  { target, status }: { readonly target: ObjectTarget; readonly status: object },
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<KubeObject, KubeFailure>> {
  const answer = await request(connection, {
    method: 'PATCH',
    path: `${objectPath(target)}/status`,
    query: { fieldManager },
    contentType: 'application/json-patch+json',
    body: [
      { op: 'test', path: '/metadata/uid', value: target.uid },
      { op: 'add', path: '/status', value: status },
    ],
    use: 'Report',
    signal,
  });
  if (answer.ok) return asObject(answer.value);
  if (!isFailedTest(answer.failure)) return answer;
  const read = await readObject(connection, target, { signal });
  return read.ok ? answer : read;
}

/** The API server answers 422 to a failed `test`, as to an invalid field, but then it names no field. */
const isFailedTest = (failure: KubeFailure): boolean => failure.kind === 'Invalid' && failure.fields.length === 0;
