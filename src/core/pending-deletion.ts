import type { EntryStatus, SecretStatus } from '../api/resources.ts';
import { accountId, type StoreAddress, storeAddressKey, storeId } from './ids.ts';

/** A recorded secret at a place to which the resource's store led before. */
export type PendingDeletion = NonNullable<SecretStatus['pendingDeletions']>[number];

/** A Cloudflare store, and the store object that led there. */
export type Place = PendingDeletion['store'];

export const addressOf = (place: Place): StoreAddress => ({
  accountId: accountId(place.accountId),
  storeId: storeId(place.storeId),
});

/** Equal for equal Cloudflare stores, whatever store object led there. */
export const placeKey = (place: Place): string => storeAddressKey(addressOf(place));

/** How messages name it. */
export const placeTitle = ({ accountId: account, storeId: store }: Place): string =>
  `store ${store} of account ${account}`;

/** The entry as it is recorded where it is; undefined where nothing is recorded of it that could be deleted. */
export function pendingFrom(record: EntryStatus, store: Place): PendingDeletion | undefined {
  const { name, secretId, state, modifiedTime, reason: _reason, message: _message, ...written } = record;
  if (secretId === undefined) return undefined;
  // Activation moves the time once more, and nothing then says any longer that it was awaited.
  const willMove = state === 'Activating';
  return { ...written, name, secretId, store, ...(modifiedTime !== undefined && !willMove && { modifiedTime }) };
}

/** The entry that it was, when its place is the current one again. */
export function recordFrom(pending: PendingDeletion): EntryStatus {
  const { store: _store, reason: _reason, message: _message, ...written } = pending;
  return { ...written, state: 'Waiting' };
}
