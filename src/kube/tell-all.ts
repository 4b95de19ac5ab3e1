import { visitInSlices } from '../runtime/time-slice.ts';
import type { KubeObject } from './kube-object.ts';
import type { Change, Replaced } from './object-cache.ts';
import { compareResourceVersions } from './resource-version.ts';

/**
 * Tells of each object that a list has shown to be new, changed or gone, with pauses, since there may be tens of thousands, of which few
 * have changed. What is told is how things stand by then: in a pause, a write of ours may have been answered by something newer.
 * Gives the number of those that the watch had passed without a word.
 */
export async function tellAll<T extends KubeObject>(
  { before, now, seenBefore }: Replaced<T>,
  tell: (change: Change<T>) => void,
): Promise<{ readonly missed: number }> {
  let missed = 0;
  await visitInSlices(now, ([key, object]) => {
    const held = before.get(key);
    if (object.metadata.resourceVersion === held?.metadata.resourceVersion) return;
    if (isTold(object, seenBefore)) missed += 1;
    tell({ key, now: object, before: held });
  });
  await visitInSlices(before, ([key, held]) => {
    if (!now.has(key)) tell({ key, now: undefined, before: held });
  });
  return { missed };
}

/** Whether what has reached `seen` must have told of this object. */
function isTold({ metadata }: KubeObject, seen: string): boolean {
  const order = compareResourceVersions(metadata.resourceVersion, seen);
  return order !== undefined && order <= 0;
}
