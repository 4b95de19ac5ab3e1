import { finalizer } from '../api/group.ts';
import type { SecretsStoreSecret } from '../api/resources.ts';
import { type Result, success } from '../core/result.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import { addFinalizer, removeFinalizer } from '../kube/finalizers.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';
import { explainKube } from './explain-kube.ts';

interface Signalled {
  readonly signal: AbortSignal;
}

/** Makes the API server keep the resource until we let go: before the first write, so that a crash loses nothing. */
export async function holdFinalizer(
  resource: SecretsStoreSecret,
  { kube, caches }: Context,
  { signal }: Signalled,
): Promise<Result<undefined, SyncFailure>> {
  const held = await addFinalizer(kube, { object: resource, finalizer }, { signal });
  if (!held.ok) return { ok: false, failure: explainKube(held.failure, `add the finalizer to "${keyOf(resource)}"`) };
  caches.resources.put(held.value);
  return success(undefined);
}

/** Lets the resource go, and answers whether it could; that it has gone already will do. */
export async function letGo(
  resource: SecretsStoreSecret,
  { kube, caches, log }: Context,
  { signal }: Signalled,
): Promise<boolean> {
  const released = await removeFinalizer(kube, { object: resource, finalizer }, { signal });
  if (released.ok && released.value !== undefined) caches.resources.put(released.value);
  if (!released.ok) {
    const { kind, detail } = released.failure;
    log.warn({ resource: keyOf(resource), problem: kind, detail }, 'cannot remove the finalizer; it is tried again');
  }
  return released.ok;
}
