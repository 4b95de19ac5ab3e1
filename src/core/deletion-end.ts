import type { EntryStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { holdsFinalizer, isDeleting, isPlanOnly } from './lifecycle.ts';
import { backoffAfter, type NextLook } from './next-look.ts';
import type { SyncFailure } from './sync-failure.ts';
import type { Judged, PassTimes, Verdict } from './verdict.ts';

interface DeletionEnd {
  readonly finalizer: Verdict['finalizer'];
  readonly events: readonly EventNote[];
  readonly next?: NextLook;
}

const goesOn: DeletionEnd = { finalizer: 'Leave', events: [] };
const goes: DeletionEnd = { finalizer: 'Remove', events: [], next: { kind: 'Done' } };

/**
 * Whether a resource that is being deleted may go: when nothing of it is left, or when its deadline has passed, since a
 * namespace must not hang for ever on a store that is gone. What is left then keeps our mark, so that it can be found.
 * The deadline runs from our own first try, not from the user's request: an operator that was down for an hour, or a resource
 * that was suspended, has missed nothing yet. One that is suspended, or only plans, has none: somebody said that nothing is to
 * happen. Under Retain nothing was to be deleted, so what cannot be reached, or written to, holds up nobody.
 */
export function deletionEnd(
  { observed, plan }: Pick<Judged, 'observed' | 'plan'>,
  { entries, failures }: { entries: readonly EntryStatus[]; failures: readonly SyncFailure[] },
  { nowMs, finalizerDeadlineMs, deletingSinceMs }: PassTimes,
): DeletionEnd {
  const { resource } = observed;
  if (!isDeleting(resource))
    return holdsNothing({ observed, plan }, entries) ? { ...goesOn, finalizer: 'Remove' } : goesOn;
  if (plan.failure === undefined && entries.length === 0) return goes;
  if (plan.failure?.reason === 'Suspended') return goesOn;
  if (isPlanOnly(resource)) return resource.spec.deletionPolicy === 'Retain' ? goes : goesOn;
  if (plan.failure && resource.spec.deletionPolicy === 'Retain' && holdsFinalizer(resource)) return goes;
  const leftMs = deletingSinceMs + finalizerDeadlineMs - nowMs;
  if (leftMs > 0) return { ...goesOn, next: backoffAfter(failures) };
  return { ...goes, events: [abandoned(entries)] };
}

/** All of it has gone while the resource stays: deleting the resource would delete nothing. One that only plans records nothing. */
const holdsNothing = (
  { observed, plan }: Pick<Judged, 'observed' | 'plan'>,
  entries: readonly EntryStatus[],
): boolean =>
  plan.failure === undefined &&
  entries.length === 0 &&
  holdsFinalizer(observed.resource) &&
  !isPlanOnly(observed.resource);

const abandoned = (entries: readonly EntryStatus[]): EventNote => ({
  type: 'Warning',
  reason: 'DeletionAbandoned',
  note:
    `Could not delete at Cloudflare before the deadline, so these secrets stay there with our mark: ` +
    `${entries.map(({ name }) => name).join(', ') || 'any that were not recorded'}; delete them in the dashboard if nothing uses them`,
});
