import { keyOf, type KubeObject, targetOf } from '../kube/kube-object.ts';
import { applyStatus } from '../kube/status-writer.ts';
import type { Cache } from './caches.ts';
import type { Context } from './context.ts';

/** `Gone`: the object is no longer there, or another one has taken its name. */
export type Written = 'Written' | 'Unneeded' | 'Gone' | 'Failed';

/** Writes the status and takes the answer into the cache, so that the next pass does not decide on what was there before. */
export async function writeStatus<T extends KubeObject>(
  object: T,
  { status, cache }: { readonly status: object; readonly cache: Pick<Cache<T>, 'put'> },
  { kube, log, signal }: Pick<Context, 'kube' | 'log'> & { readonly signal: AbortSignal },
): Promise<Written> {
  const applied = await applyStatus(kube, { target: targetOf(object), status }, { signal });
  if (applied.ok) {
    cache.put(applied.value);
    return 'Written';
  }
  const { kind, detail } = applied.failure;
  if (kind === 'NotFound' || kind === 'Replaced') return 'Gone';
  const fields = applied.failure.kind === 'Invalid' ? applied.failure.fields : undefined;
  log.warn({ object: keyOf(object), problem: kind, detail, fields }, 'cannot write the status; it is tried again');
  return 'Failed';
}
