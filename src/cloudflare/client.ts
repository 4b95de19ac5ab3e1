import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { AccountId, SecretId, StoreAddress, StoreId } from '../core/ids.ts';
import type { NewSecret, RemoteSecret, SecretPatch } from '../core/remote-secret.ts';
import type { Result } from '../core/result.ts';
import type { CallOptions, ListSecretsOptions } from './call-options.ts';

/** A store as Cloudflare shows it. */
export interface RemoteStore {
  readonly id: StoreId;
  readonly name: string;
}

/** How many secrets the account may hold, over all its stores and all its tools. */
export interface SecretsQuota {
  readonly limit: number;
  readonly used: number;
}

/** What Cloudflare says about an API token: `active`, `disabled` or `expired`, and when it ends (RFC 3339) if it does. */
export interface TokenStatus {
  readonly status: string;
  readonly expiresOn?: string;
}

/** What a duplicate gets: everything but the value, which is the original's. */
type DuplicateSecret = Omit<NewSecret, 'value'>;

type Answer<T> = Promise<Result<T, CloudflareFailure>>;

/**
 * The Secrets Store API with one credential. No function throws for what the network or Cloudflare does: it answers with a
 * CloudflareFailure, which holds nothing of request or response.
 *
 * Reads that end in `Unavailable` are tried up to three times within five seconds. Writes are sent once: whoever gets
 * `Unavailable` with `processed: 'Maybe'` finds out by a listing. `RateLimited` is never retried here.
 */
export interface CloudflareClient {
  /** The account's quota of secrets. */
  quota(accountId: AccountId, options: CallOptions): Answer<SecretsQuota>;
  /** Every store of the account, oldest first. */
  listStores(accountId: AccountId, options: CallOptions): Answer<readonly RemoteStore[]>;
  /** The store, or `StoreNotFound`. */
  getStore(address: StoreAddress, options: CallOptions): Answer<RemoteStore>;
  /** The new store, or `StoresQuota`: the beta allows one per account. */
  createStore(accountId: AccountId, name: string, options: CallOptions): Answer<RemoteStore>;
  /** Deletes an empty store; one that is gone is a success. `Rejected` with status 409 when it holds secrets: never by force. */
  deleteStore(address: StoreAddress, options: CallOptions): Answer<void>;
  /** Every secret of the store, all pages, oldest first, without those that Cloudflare marks as deleted. */
  listSecrets(address: StoreAddress, options: ListSecretsOptions): Answer<readonly RemoteSecret[]>;
  /** The secret, or `SecretNotFound`, which is also the answer for a few seconds after its creation (replica lag). */
  getSecret(address: StoreAddress, id: SecretId, options: CallOptions): Answer<RemoteSecret>;
  /**
   * One POST for all. Answers what was created, in Cloudflare's order. Whether a refused POST created a part is unknown:
   * `createSecrets` of create-secrets.ts is the function that finds out.
   */
  createSecrets(
    address: StoreAddress,
    secrets: readonly NewSecret[],
    options: CallOptions,
  ): Answer<readonly RemoteSecret[]>;
  /** Changes what the patch holds. Answers the secret as it is now. */
  patchSecret(address: StoreAddress, id: SecretId, patch: SecretPatch, options: CallOptions): Answer<RemoteSecret>;
  /** Deletes one secret; one that is gone is a success. */
  deleteSecret(address: StoreAddress, id: SecretId, options: CallOptions): Answer<void>;
  /** One bulk DELETE. `SecretNotFound` says that at least one id is unknown, and nothing about the others. */
  deleteSecrets(address: StoreAddress, ids: readonly SecretId[], options: CallOptions): Answer<void>;
  /** A new secret with the value of another, copied inside Cloudflare. */
  duplicateSecret(
    address: StoreAddress,
    id: SecretId,
    copy: DuplicateSecret,
    options: CallOptions,
  ): Answer<RemoteSecret>;
  /** What Cloudflare says about the API token; undefined for a global API key, which has no such page. */
  verify(accountId: AccountId, options: CallOptions): Answer<TokenStatus | undefined>;
}
