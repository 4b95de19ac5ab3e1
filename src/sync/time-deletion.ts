import type { PassTimes } from '../core/verdict.ts';
import type { WorkQueue } from '../runtime/work-queue.ts';
import type { Context } from './context.ts';

interface Timed {
  /** Of a resource or a store object, as it stands in the queue. */
  readonly key: string;
  /** It is being deleted, and nothing holds that up on purpose. */
  readonly isTried: boolean;
  readonly queue: Pick<WorkQueue, 'addAfter'>;
}

/**
 * How long a deletion has been tried. It counts from our own first try, never while it is held up, and has the key looked at
 * when the deadline passes, however long its backoff has become.
 */
export function timeDeletion(
  { key, isTried, queue }: Timed,
  { deletions, clock, settings: { finalizerDeadlineMs } }: Pick<Context, 'deletions' | 'clock' | 'settings'>,
): Omit<PassTimes, 'nowMs'> {
  const nowMs = clock.nowMs();
  if (!isTried) deletions.delete(key);
  else if (!deletions.has(key)) deletions.set(key, nowMs);
  const deletingForMs = nowMs - (deletions.get(key) ?? nowMs);
  const leftMs = finalizerDeadlineMs - deletingForMs;
  if (isTried && leftMs > 0) queue.addAfter(key, leftMs, 'Resync');
  return { finalizerDeadlineMs, deletingForMs };
}
