import type { AccountId, SecretId, StoreAddress } from '../core/ids.ts';

/** Paths below the base URL. Ids are encoded: one that a user misspelt must not lead to another path. */
export const accountPath = (accountId: AccountId): string => `/accounts/${encodeURIComponent(accountId)}/secrets_store`;

export const storesPath = (accountId: AccountId): string => `${accountPath(accountId)}/stores`;

export const storePath = ({ accountId, storeId }: StoreAddress): string =>
  `${storesPath(accountId)}/${encodeURIComponent(storeId)}`;

export const secretsPath = (address: StoreAddress): string => `${storePath(address)}/secrets`;

export const secretPath = (address: StoreAddress, id: SecretId): string =>
  `${secretsPath(address)}/${encodeURIComponent(id)}`;
