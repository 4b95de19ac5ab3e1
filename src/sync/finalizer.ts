import { finalizer } from '../api/group.ts';
import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Result } from '../core/result.ts';
import type { KubeFailure } from '../kube/failure.ts';
import { addFinalizer, removeFinalizer } from '../kube/finalizers.ts';
import type { Context } from './context.ts';

interface Signalled {
  readonly signal: AbortSignal;
}

/** Makes the API server keep the resource until we let go: before the first write, so that a crash loses nothing. */
export async function holdFinalizer(
  resource: SecretsStoreSecret,
  { kube, caches }: Context,
  { signal }: Signalled,
): Promise<Result<unknown, KubeFailure>> {
  const held = await addFinalizer(kube, { object: resource, finalizer }, { signal });
  if (held.ok) caches.resources.put(held.value);
  return held;
}

/** Lets the resource go; that it has gone already is a success. */
export async function letGo(
  resource: SecretsStoreSecret,
  { kube, caches }: Context,
  { signal }: Signalled,
): Promise<Result<unknown, KubeFailure>> {
  const released = await removeFinalizer(kube, { object: resource, finalizer }, { signal });
  if (released.ok && released.value !== undefined) caches.resources.put(released.value);
  return released;
}
