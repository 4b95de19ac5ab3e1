import { visitInSlices } from '../runtime/time-slice.ts';
import type { KubeObject } from './kube-object.ts';
import type { Change, ObjectCache } from './object-cache.ts';

/**
 * Tells all that a list has found, with pauses, since there may be tens of thousands. What is told is how things stand by then: in a pause, a
 * write of ours may have been answered by something newer.
 */
export async function tellAll<T extends KubeObject>(
  changes: readonly Change<T>[],
  cache: Pick<ObjectCache<T>, 'get'>,
  tell: (change: Change<T>) => void,
): Promise<void> {
  await visitInSlices(changes, ({ key, before }) => {
    const now = cache.get(key);
    if (now !== undefined || before !== undefined) tell({ key, now, before });
  });
}
