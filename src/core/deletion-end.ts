import type { EntryStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { holdsFinalizer, isDeleting, isPlanOnly } from './lifecycle.ts';
import { backoffAfter, type NextLook } from './next-look.ts';
import { type PendingDeletion, placeTitle } from './pending-deletion.ts';
import { isSuspended } from './plan.ts';
import type { SyncFailure } from './sync-failure.ts';
import type { Judged, PassTimes, Verdict } from './verdict.ts';

/** What is left of a resource after a pass. */
interface Left {
  readonly entries: readonly EntryStatus[];
  readonly pending: readonly PendingDeletion[];
}

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
  { failures, ...left }: Left & { readonly failures: readonly SyncFailure[] },
  { finalizerDeadlineMs, deletingForMs }: PassTimes,
): DeletionEnd {
  const { resource } = observed;
  if (!isDeleting(resource))
    return holdsNothing({ observed, plan }, left) ? { ...goesOn, finalizer: 'Remove' } : goesOn;
  if (plan.failure === undefined && isNothing(left)) return goes;
  if (isSuspended(plan)) return goesOn;
  if (isPlanOnly(resource)) return resource.spec.deletionPolicy === 'Retain' ? goes : goesOn;
  const isOutOfReach = plan.failure !== undefined || plan.leftovers.some(({ step }) => step.action === 'Hold');
  if (isOutOfReach && resource.spec.deletionPolicy === 'Retain' && holdsFinalizer(resource)) return goes;
  if (deletingForMs < finalizerDeadlineMs) return { ...goesOn, next: backoffAfter(failures) };
  return { ...goes, events: [abandoned(left)] };
}

/** All of it has gone while the resource stays: deleting the resource would delete nothing. One that only plans records nothing. */
const holdsNothing = ({ observed, plan }: Pick<Judged, 'observed' | 'plan'>, left: Left): boolean =>
  plan.failure === undefined && isNothing(left) && holdsFinalizer(observed.resource) && !isPlanOnly(observed.resource);

const isNothing = ({ entries, pending }: Left): boolean => entries.length + pending.length === 0;

function abandoned({ entries, pending }: Left): EventNote {
  const names = [
    ...entries.map(({ name }) => name),
    ...pending.map(({ name, store }) => `${name} (in ${placeTitle(store)})`),
  ];
  return {
    type: 'Warning',
    reason: 'DeletionAbandoned',
    note:
      `Could not delete at Cloudflare before the deadline, so these secrets stay there with our mark: ` +
      `${names.join(', ') || 'any that were not recorded'}; delete them in the dashboard if nothing uses them`,
  };
}
