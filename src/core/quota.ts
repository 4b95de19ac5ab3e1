import type { UsableStore } from './observed.ts';
import type { Plan, Step, StepOf } from './plan.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** `isMoving`: the resource still has secrets where it was before, which need their places until all are here. */
type Places = Pick<UsableStore, 'quota' | 'quotaReserve' | 'name'> & { readonly isMoving?: boolean };

/**
 * The steps as the account's places allow them, so that Cloudflare need not refuse one. A create that has no place gets that
 * of a deletion of the same plan, which then goes first; what finds none is held.
 *
 * | places              | deletion                            | creates                     | deletions |
 * |---------------------|-------------------------------------|-----------------------------|-----------|
 * | enough for all      |                                     | all                         | last      |
 * | too few             | of something that a create replaces | as many as there are places | last      |
 * | too few             | of something that nothing replaces  | one more for each           | first     |
 * | taken from reserve  | does not bring a place              | none                        | last      |
 */
export function withinQuota(steps: readonly Step[], places: Places): readonly Step[] {
  const { limit, used } = places.quota;
  const free = limit - places.quotaReserve - used;
  const creates = steps.filter(takesPlace);
  const early = steps.filter((step) => step.action === 'Delete' && !isReplaced(step, creates));
  const granted = Math.max(0, Math.min(creates.length, free + early.length));
  const isRoomMade = granted > Math.max(0, free);
  const making = new Set(isRoomMade ? early.slice(0, granted - free) : []);
  const wanted = creates.length - granted;
  const { isMoving = false } = places;
  const after = { limit, used: used + granted - making.size, reserved: places.quotaReserve, wanted, isMoving };
  let given = 0;
  return steps.map((step): Step => {
    if (step.action === 'Delete' && making.has(step)) return { ...step, makesRoom: true };
    if (!takesPlace(step)) return step;
    given += 1;
    if (given <= free) return step;
    return given <= granted ? { ...step, needsRoom: true } : held(step, noPlace(step, places.name, after));
  });
}

/** Creates and copies: a step that needs a place of the account which nothing of it has had before. */
export const takesPlace = (step: Step): step is PlacedStep =>
  step.action === 'Create' || (step.action === 'Duplicate' && step.replaces === undefined);

export type PlacedStep = StepOf<'Create'> | StepOf<'Duplicate'>;

/** What takes its place must have come before it goes: a new name for the same key, or a copy of it. */
const isReplaced = ({ record, remote }: StepOf<'Delete'>, creates: readonly PlacedStep[]): boolean =>
  record?.source === undefined ||
  creates.some(
    (step) => step.entry.key === record.source || (step.action === 'Duplicate' && step.origin.id === remote.id),
  );

const held = ({ name, record, entry }: PlacedStep, failure: SyncFailure): Step => ({
  name,
  ...(record && { record }),
  action: 'Hold',
  failure,
  key: entry.key,
});

interface Numbers {
  readonly limit: number;
  /** With all that the same plan creates, so that the next pass says the same. */
  readonly used: number;
  readonly reserved: number;
  readonly wanted: number;
  readonly isMoving: boolean;
}

function noPlace(
  step: PlacedStep,
  storeName: string,
  { limit, used, reserved, wanted, isMoving }: Numbers,
): SyncFailure {
  const isRename = step.action === 'Duplicate' && step.why === 'Renamed';
  const action = isRename ? `rename secret "${step.origin.name}" to "${step.name}"` : `create secret "${step.name}"`;
  const need = isRename
    ? ' (a rename needs a place until the old name is gone)'
    : isMoving
      ? ' (a move within one account needs both places until all are active)'
      : '';
  const way = reserved === 0 ? '' : ', or lower quotaReserve of the store';
  return terminal(
    'QuotaExceeded',
    `Cannot ${action} in store "${storeName}": of the account's ${limit} places ${used} are used and ${reserved} reserved, ` +
      `and this resource wants ${wanted} more${need}; delete what is no longer needed, have the quota raised${way}`,
  );
}

/** Whether something waits for a place in the account. */
export const lacksPlaces = ({ steps }: Plan): boolean =>
  steps.some((step) => step.action === 'Hold' && step.failure.reason === 'QuotaExceeded');
