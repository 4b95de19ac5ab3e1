/**
 * Cloudflare's identifiers: opaque strings, 32 hex digits in practice. The brands keep an account's id from passing as a
 * store's; they cost nothing at run time.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Branded<'AccountId'>;
export type StoreId = Branded<'StoreId'>;
export type SecretId = Branded<'SecretId'>;

export const accountId = (text: string): AccountId => text as AccountId;
export const storeId = (text: string): StoreId => text as StoreId;
export const secretId = (text: string): SecretId => text as SecretId;

/** Where a Cloudflare store is: what a request needs beside the credential. */
export interface StoreAddress {
  readonly accountId: AccountId;
  readonly storeId: StoreId;
}

/** One text per Cloudflare store, whatever Kubernetes object led to it. */
export const storeAddressKey = ({ accountId, storeId }: StoreAddress): string => `${accountId}/${storeId}`;
