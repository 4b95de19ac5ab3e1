import type { EntryStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { isDeleting } from './lifecycle.ts';
import type { NextLook } from './next-look.ts';
import type { Judged, Verdict } from './verdict.ts';

interface DeletionEnd {
  readonly finalizer: Verdict['finalizer'];
  readonly events: readonly EventNote[];
  readonly next?: NextLook;
}

const goesOn: DeletionEnd = { finalizer: 'Leave', events: [] };

/**
 * Whether a resource that is being deleted may go: when nothing of it is left, or when its deadline has passed, since a
 * namespace must not hang for ever on a store that is gone. What is left then keeps our mark, so that it can be found.
 * A suspended resource has no deadline: somebody said that nothing is to happen.
 */
export function deletionEnd(
  { observed, plan }: Pick<Judged, 'observed' | 'plan'>,
  entries: readonly EntryStatus[],
  clock: { nowMs: number; finalizerDeadlineMs: number },
): DeletionEnd {
  const { deletionTimestamp } = observed.resource.metadata;
  if (!isDeleting(observed.resource) || deletionTimestamp === undefined) return goesOn;
  if (plan.failure === undefined && entries.length === 0)
    return { finalizer: 'Remove', events: [], next: { kind: 'Done' } };
  if (plan.failure?.reason === 'Suspended') return goesOn;
  const leftMs = Date.parse(deletionTimestamp) + clock.finalizerDeadlineMs - clock.nowMs;
  if (leftMs > 0) return { ...goesOn, next: { kind: 'Backoff' } };
  return { finalizer: 'Remove', events: [abandoned(entries)], next: { kind: 'Done' } };
}

const abandoned = (entries: readonly EntryStatus[]): EventNote => ({
  type: 'Warning',
  reason: 'DeletionAbandoned',
  note:
    `Could not delete at Cloudflare before the deadline, so these secrets stay there with our mark: ` +
    `${entries.map(({ name }) => name).join(', ') || 'any that were not recorded'}; delete them in the dashboard if nothing uses them`,
});
