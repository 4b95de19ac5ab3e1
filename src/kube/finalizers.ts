import { type Result, failed, success } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import { type KubeObject, targetOf } from './kube-object.ts';
import { asObject, readObject } from './read-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

export interface FinalizerOptions {
  readonly signal: AbortSignal;
}

/**
 * Puts the finalizer on the object; writes nothing when it is there already. `object` is the object as it was last seen: if its
 * finalizers have changed since, it is read again. Comes back with the object as it is now: `put` it into its Reflector.
 *
 * NotFound or Replaced when it is gone, Invalid when it is being deleted, since then no finalizer may be added any more. All
 * three are no reason to try again. Conflict when others kept changing the list under our hands.
 */
export async function addFinalizer(
  connection: KubeConnection,
  { object, finalizer }: { readonly object: KubeObject; readonly finalizer: string },
  options: FinalizerOptions,
): Promise<Result<KubeObject, KubeFailure>> {
  return change(
    connection,
    { object, edit: (held) => (held.includes(finalizer) ? held : [...held, finalizer]) },
    options,
  );
}

/**
 * Takes the finalizer off the object; writes nothing when it is not there. Comes back with the object as it is now, or undefined
 * when it is gone, which may well be our doing. Conflict as above.
 */
export async function removeFinalizer(
  connection: KubeConnection,
  { object, finalizer }: { readonly object: KubeObject; readonly finalizer: string },
  options: FinalizerOptions,
): Promise<Result<KubeObject | undefined, KubeFailure>> {
  const changed = await change(
    connection,
    { object, edit: (held) => held.filter((name) => name !== finalizer) },
    options,
  );
  return changed.ok || !isGone(changed.failure) ? changed : success(undefined);
}

interface Edit {
  readonly object: KubeObject;
  /** The finalizers that are wanted, made of those that are there. */
  readonly edit: (held: readonly string[]) => readonly string[];
}

const maxTries = 4;

async function change(
  connection: KubeConnection,
  { object, edit }: Edit,
  { signal }: FinalizerOptions,
): Promise<Result<KubeObject, KubeFailure>> {
  let current = object;
  for (let tries = 1; ; tries += 1) {
    const held = current.metadata.finalizers ?? [];
    const wanted = edit(held);
    if (wanted.length === held.length) return success(current);
    if (wanted.length > held.length && current.metadata.deletionTimestamp !== undefined) return failed(isBeingDeleted);
    const patched = await patch(connection, { object: current, wanted }, signal);
    if (patched.ok || !isStale(patched.failure)) return patched;
    if (tries === maxTries) return failed({ kind: 'Conflict', status: 409, detail: 'its finalizers keep changing' });
    const read = await readObject(connection, targetOf(object), { signal });
    if (!read.ok) return read;
    current = read.value;
  }
}

const isBeingDeleted: KubeFailure = {
  kind: 'Invalid',
  status: 422,
  detail: 'it is being deleted',
  fields: ['metadata.finalizers'],
};

/** The API server answers 422 to a failed `test`, and 409 when the object changed between its own read and write. */
const isStale = ({ kind }: KubeFailure): boolean => kind === 'Invalid' || kind === 'Conflict';

const isGone = ({ kind }: KubeFailure): boolean => kind === 'NotFound' || kind === 'Replaced';

/**
 * A JSON patch, since an apply on an object that is gone would create it anew. `test` makes sure that it is this object, and
 * that nobody else's finalizer is lost; a `test` for null holds where there is no list.
 */
async function patch(
  connection: KubeConnection,
  { object, wanted }: { readonly object: KubeObject; readonly wanted: readonly string[] },
  signal: AbortSignal,
): Promise<Result<KubeObject, KubeFailure>> {
  const { uid, finalizers = [] } = object.metadata;
  const path = '/metadata/finalizers';
  const answer = await request(connection, {
    method: 'PATCH',
    path: objectPath(targetOf(object)),
    query: { fieldManager },
    contentType: 'application/json-patch+json',
    body: [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path, value: finalizers.length === 0 ? null : finalizers },
      wanted.length === 0 ? { op: 'remove', path } : { op: 'add', path, value: wanted },
    ],
    signal,
  });
  return answer.ok ? asObject(answer.value) : answer;
}
