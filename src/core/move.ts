import type { Observed } from './observed.ts';
import { pendingFrom, type Place, placeKey, recordFrom } from './pending-deletion.ts';
import type { Move } from './plan.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/**
 * What a resource has to record that its store leads elsewhere than where its secrets are; undefined where they are there, or
 * nowhere. One that is being deleted does not move: it is deleted where it is.
 *
 * | recorded with an id                  | the store leads to | then                                    |
 * |--------------------------------------|--------------------|-----------------------------------------|
 * | in entries, at the place of status   | another place      | pending there                           |
 * | in pendingDeletions, at that place   | that place again   | an entry, as it was; its values still hold |
 * | in pendingDeletions, anywhere else   |                    | pending there                           |
 */
export function moveOf({ resource, records, pending, store }: Observed): Move | undefined {
  if (store.kind === 'Unusable') return undefined;
  const { kind = 'SecretsStore', name } = resource.spec.storeRef;
  const to: Place = { kind, name, ...store.address };
  const isHere = (place: Place): boolean => placeKey(place) === placeKey(to);
  const from = resource.status?.store;
  const left = from && !isHere(from) ? from : undefined;
  const leaving = left ? records.flatMap((record) => pendingFrom(record, left) ?? []) : [];
  const returning = pending.filter((one) => isHere(one.store));
  if (leaving.length + returning.length === 0) return undefined;
  return {
    to,
    records: [...(left ? [] : records), ...returning.map(recordFrom)],
    pending: [...pending.filter((one) => !isHere(one.store)), ...leaving],
  };
}

/** The same as it is once status says so. */
export const afterMove = (observed: Observed, { records, pending }: Move): Observed => ({
  ...observed,
  records,
  pending,
});

/** As many as the CRD takes. */
const maxPending = 1_000;

/** What status could not hold would be forgotten, so such a move does not begin. */
export function tooManyPending({ pending }: Move): SyncFailure | undefined {
  if (pending.length <= maxPending) return undefined;
  return terminal(
    'TooManyEntries',
    `Cannot move to another store: it would leave more than ${maxPending} secrets to delete elsewhere; wait until those of ` +
      'earlier moves are gone (status.pendingDeletions says what keeps them), or let storeRef lead back',
  );
}
