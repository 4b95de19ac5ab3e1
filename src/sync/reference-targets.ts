import type { SecretsStoreSecret } from '../api/resources.ts';
import { type AccountId, type StoreAddress, storeAddressKey } from '../core/ids.ts';
import { addressOf, type Place } from '../core/pending-deletion.ts';
import { storeKeyFrom, storeKeyOfRef, type StoreKey } from '../core/store-ref.ts';

/** What a resource refers to, as the index of references names it beside the keys of stores. */
export const secretTarget = (key: string): string => `Secret/${key}`;

/** A Cloudflare store in which the resource has something still to delete. */
export const placeTarget = (address: StoreAddress): string => `Place/${storeAddressKey(address)}`;

/** Its account: any credential for that will do. */
export const accountTarget = (id: AccountId): string => `Account/${id}`;

/**
 * All that may wake a resource: the store that it names and the one where its secrets are; its Secret; and where it was before,
 * until nothing is left there.
 */
export function targetsOf(resource: SecretsStoreSecret): readonly string[] {
  const { metadata, spec, status } = resource;
  const { namespace = '' } = metadata;
  const old = (status?.pendingDeletions ?? []).map((pending) => addressOf(pending.store));
  return [
    ...new Set([
      ...storesOf(resource),
      ...(spec.secretRef ? [secretTarget(`${namespace}/${spec.secretRef.name}`)] : []),
      ...old.map(placeTarget),
      ...old.map((address) => accountTarget(address.accountId)),
    ]),
  ];
}

/** The store object that it names, and those by which it got wherever status records a secret of it. */
export function storesOf(resource: SecretsStoreSecret): readonly StoreKey[] {
  const { store, entries = [], pendingDeletions = [] } = resource.status ?? {};
  const isAtStore = store !== undefined && entries.some(({ secretId }) => secretId !== undefined);
  const places: readonly Place[] = [...(isAtStore ? [store] : []), ...pendingDeletions.map((pending) => pending.store)];
  const { namespace = '' } = resource.metadata;
  return [...new Set([storeKeyOfRef(resource), ...places.map((place) => storeKeyFrom(namespace, place))])];
}
