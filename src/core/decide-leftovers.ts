import { decideRemovals, type Removal } from './decide-removal.ts';
import { isDeleting } from './lifecycle.ts';
import type { Observed, ObservedPlace } from './observed.ts';
import { type PendingDeletion, placeKey, placeTitle, recordFrom } from './pending-deletion.ts';
import type { Leftover, Step, StepOf } from './plan.ts';
import { lacksSource } from './source-gone.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';
import { confirmation, exceededBy } from './within-deletions.ts';

/**
 * What is to happen with the secrets that are still where the resource's store led before. Only what carries our mark and is
 * recorded with that id is touched (decide-removal.ts).
 *
 * | the resource | all that it wants                  | the place       | decision                                   |
 * |--------------|------------------------------------|-----------------|--------------------------------------------|
 * | stays        | is not yet active at its new place |                 | wait: whoever uses the old one goes on     |
 * | stays        | is active there                    | not looked at   | wait until it is                           |
 * | stays        | is active there                    | is being opened | wait                                       |
 * | stays        | is active there                    | unreachable     | hold, and say why                          |
 * | stays        | is active there                    | gone            | forget                                     |
 * | stays        | is active there                    | listed          | as for entries that are no longer wanted   |
 * | is deleted   |                                    |                 | likewise, at once; maxDeletions holds none |
 */
export function decideLeftovers(observed: Observed, steps: readonly Step[]): readonly Leftover[] {
  const { resource, pending, oldPlaces } = observed;
  if (!isDeleting(resource) && !isMovedIn(observed, steps)) return pending.map(waiting('Active'));
  const leftovers = pending.map((one) => decideOne(one, oldPlaces.get(placeKey(one.store)), observed));
  return isDeleting(resource) ? leftovers : withinLimit(leftovers, observed);
}

/** Nothing is done about them, and what was said of them stays. */
export const keepLeftovers = ({ pending }: Observed): readonly Leftover[] => pending.map(waiting('Over'));

type Wait = Extract<Leftover['step'], { readonly action: 'Wait' }>;

const waiting =
  (until: Wait['until']) =>
  (pending: PendingDeletion): Leftover => ({ pending, step: { action: 'Wait', until } });

const ends: ReadonlySet<Step['action']> = new Set(['Delete', 'Release', 'Forget', 'Linger']);

/** Whether everything that is wanted is there, as it should be, and can be used. */
function isMovedIn(observed: Observed, steps: readonly Step[]): boolean {
  if (lacksSource(observed)) return false;
  return steps.every((step) => {
    if (step.action === 'Keep') return step.remote.status === 'active' && step.outdated === undefined;
    return ends.has(step.action) || (step.action === 'Hold' && step.failure.reason === 'DeletionsHeld');
  });
}

function decideOne(pending: PendingDeletion, place: ObservedPlace | undefined, observed: Observed): Leftover {
  switch (place?.kind) {
    case undefined:
      return waiting('Seen')(pending);
    case 'Opening':
      return waiting('Opened')(pending);
    case 'Unreachable':
      return { pending, step: hold(pending, place.failure) };
    case 'Gone':
      return { pending, step: { name: pending.name, action: 'Forget' } };
    case 'Listed': {
      const [step] = decideRemovals(observed, place, [recordFrom(pending)]);
      return step ? { pending, step: withoutRecord(step) } : waiting('Seen')(pending);
    }
  }
}

/** It is no entry: what is recorded of it is `pending`. */
function withoutRecord({ record: _record, ...step }: Removal): Removal {
  return step;
}

const hold = ({ name }: PendingDeletion, failure: SyncFailure): StepOf<'Hold'> => ({ name, action: 'Hold', failure });

/** A wrong edit of a store object must not empty a store. */
function withinLimit(leftovers: readonly Leftover[], { resource }: Observed): readonly Leftover[] {
  const going = leftovers.filter(({ step }) => step.action === 'Delete');
  const maxDeletions = exceededBy(going.length, resource);
  if (maxDeletions === undefined) return leftovers;
  return leftovers.map((leftover) => {
    const { pending, step } = leftover;
    if (step.action !== 'Delete') return leftover;
    return { pending, step: hold(pending, tooMany(going.length, { pending, maxDeletions })) };
  });
}

const tooMany = (
  count: number,
  { pending, maxDeletions }: { readonly pending: PendingDeletion; readonly maxDeletions: number },
): SyncFailure =>
  terminal(
    'DeletionsHeld',
    `Cannot delete ${count} ${count === 1 ? 'secret' : 'secrets'} where the resource was before (${placeTitle(pending.store)}) without ` +
      `your word: all are active at the new place, and maxDeletions is ${maxDeletions}; if the old ones are to go, ` +
      `${confirmation(count)}; if not, let storeRef lead back, or set deletionPolicy: Retain`,
  );
