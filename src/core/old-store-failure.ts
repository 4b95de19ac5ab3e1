import { annotations } from '../api/group.ts';
import type { StoreAddress } from './ids.ts';
import { type Place, placeTitle } from './pending-deletion.ts';
import { type SyncFailure, waiting } from './sync-failure.ts';

/** What is known of the store object by which a resource was there. */
interface FormerStore {
  readonly exists: boolean;
  /** Why it cannot be used. */
  readonly failure: SyncFailure | undefined;
  /** Where it leads now, where it can be used. */
  readonly leadsTo: StoreAddress | undefined;
}

/** No credential reaches what is still to be deleted where the resource was before. */
export function oldStoreNotReady(place: Place, former: FormerStore): SyncFailure {
  return waiting(
    'OldStoreNotReady',
    `Cannot delete what this resource still has in ${placeTitle(place)}: no credential reaches it, and ` +
      `${stateOf(place, former)}; have a store object of this namespace reach that account, or let go of them by the annotation ` +
      `${annotations.release}: "true", and take it off again`,
  );
}

function stateOf(place: Place, { exists, failure, leadsTo }: FormerStore): string {
  const title = titleOf(place);
  if (!exists) return `${title} does not exist any more`;
  if (failure) return `${title} cannot be used (${failure.reason})`;
  return leadsTo?.accountId === place.accountId
    ? `that of ${title} is refused`
    : `${title} leads to another account now`;
}

/** Suspended is suspended, for what was there before as well. */
export const oldStoreSuspended = (place: Place): SyncFailure =>
  waiting(
    'Suspended',
    `Nothing is deleted in ${placeTitle(place)}: ${titleOf(place)} is suspended; set its spec.suspend to false to go on`,
  );

const titleOf = ({ kind, name }: Place): string => `${kind} "${name}"`;
