import type { KubeConnection } from '../kube/connection.ts';
import { type KubeObject, targetOf } from '../kube/kube-object.ts';
import { applyStatus } from '../kube/status-writer.ts';
import type { Cache } from './caches.ts';

/** `Gone`: the object is no longer there, or another one has taken its name. */
export type Written = 'Written' | 'Unneeded' | 'Gone' | 'Failed';

/** Writes the status and takes the answer into the cache, so that the next pass does not decide on what was there before. */
export async function writeStatus<T extends KubeObject>(
  object: T,
  { status, cache }: { readonly status: object; readonly cache: Pick<Cache<T>, 'put'> },
  { kube, signal }: { readonly kube: KubeConnection; readonly signal: AbortSignal },
): Promise<Written> {
  const applied = await applyStatus(kube, { target: targetOf(object), status }, { signal });
  if (applied.ok) {
    cache.put(applied.value);
    return 'Written';
  }
  return applied.failure.kind === 'NotFound' || applied.failure.kind === 'Replaced' ? 'Gone' : 'Failed';
}
