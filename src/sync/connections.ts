import type { StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { CloudflareClient } from '../cloudflare/client.ts';
import type { Credential } from '../cloudflare/credential.ts';
import { type AccountId, type StoreAddress, storeAddressKey, type StoreId } from '../core/ids.ts';
import type { StoreKey } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import { RecentlyUsed } from '../runtime/recently-used.ts';
import type { SharedStore, SharedStores } from './shared-stores.ts';

/** A credential, ready for use. */
export interface OpenCredential {
  readonly client: CloudflareClient;
  readonly kind: Credential['kind'];
  /** Equal for equal credentials, and meaningless outside this process. */
  readonly credentialId: string;
  /** The resourceVersion of the Secret that it was read from; none for the operator's own. */
  readonly secretVersion?: string;
  /** That Secret, and what of it was taken for what: while it is the same, the credential need not be read again. */
  readonly origin?: string;
}

/** The way to one Cloudflare store, with all that the API offers there. */
export interface StoreWay extends SharedStore {
  readonly client: CloudflareClient;
  readonly address: StoreAddress;
}

/** A Cloudflare store that a store object leads to, opened with its credential. */
export interface OpenStore extends OpenCredential, StoreWay {
  readonly client: CloudflareClient;
  /** Its name at Cloudflare. */
  readonly name: string;
  /** Which spec led here: another means that this may be the wrong place by now. */
  readonly revision: string;
  /** Every store of the account, where it was asked for: what is not among them is gone. */
  readonly storeIds: ReadonlySet<StoreId> | undefined;
  /** When it was listed last, in milliseconds of the clock that never runs backwards. */
  readonly listedAtMs: number;
  /** The same by the wall clock, for people. */
  readonly listedTimeMs: number;
}

/** `open` may outlive its store object or its credential: by it, what must be deleted still can be. */
export interface StoreConnection {
  readonly open?: OpenStore;
  /** Why it may not be written to now. */
  readonly failure?: SyncFailure;
  /** The last look failed: the next one lists the store, whenever it was last listed. */
  readonly isListingDue?: boolean;
  /** The store object is gone, and its resources have been told. */
  readonly isClosed?: boolean;
}

/** Accounts that a store object has left, to which its way is remembered: what was left in those before them is looked for by other ways. */
const mostFormer = 10;

/**
 * What is known of each store object's way to Cloudflare. The stores' reconcile opens and closes it; a resource's pass only
 * doubts what an answer has contradicted.
 */
export class Connections {
  readonly #byStore = new Map<StoreKey, StoreConnection>();
  /** The ways that a store object had to other accounts: what is left there may need their credentials. */
  readonly #former = new Map<StoreKey, RecentlyUsed<OpenStore>>();
  readonly #doubts = new Map<StoreKey, number>();
  /** The credential by which Cloudflare has refused a write, by store object. */
  readonly #refused = new Map<StoreKey, string>();
  readonly #shared: SharedStores;

  constructor(shared: SharedStores) {
    this.#shared = shared;
  }

  get(key: StoreKey): StoreConnection | undefined {
    return this.#byStore.get(key);
  }

  set(key: StoreKey, connection: StoreConnection): void {
    const former = this.#byStore.get(key)?.open;
    this.#byStore.set(key, connection);
    if (former && former.address.accountId !== connection.open?.address.accountId) this.#keep(key, former);
    this.forgetIfUnused(former?.snapshot);
  }

  delete(key: StoreKey): void {
    const former = this.#byStore.get(key)?.open?.snapshot;
    this.#byStore.delete(key);
    this.#former.delete(key);
    this.#doubts.delete(key);
    this.#refused.delete(key);
    this.forgetIfUnused(former);
  }

  /** The last way by which a store object led to this account, as long as it is remembered. */
  formerWay(key: StoreKey, account: AccountId): OpenStore | undefined {
    return this.#former.get(key)?.get(account);
  }

  #keep(key: StoreKey, former: OpenStore): void {
    const ways = this.#former.get(key) ?? new RecentlyUsed(mostFormer);
    this.#former.set(key, ways);
    ways.set(former.address.accountId, former);
  }

  /** All that are open, by store object. */
  all(): readonly (readonly [key: StoreKey, open: OpenStore])[] {
    return [...this.#byStore].flatMap(([key, { open }]) => (open ? [[key, open] as const] : []));
  }

  /** The Cloudflare store that the key leads to; equal for store objects that lead to the same one. */
  addressKey(key: StoreKey): string | undefined {
    const address = this.#byStore.get(key)?.open?.address;
    return address && storeAddressKey(address);
  }

  /** An answer has contradicted what is known of the store: its next reconcile lists it, whenever it was last listed. */
  doubt(key: StoreKey): void {
    this.#doubts.set(key, this.doubtsOf(key) + 1);
  }

  /** How many there are: a look that begins now settles these, and none that come while it lasts. */
  doubtsOf(key: StoreKey): number {
    return this.#doubts.get(key) ?? 0;
  }

  settle(key: StoreKey, doubts: number): void {
    const left = this.doubtsOf(key) - doubts;
    if (left > 0) this.#doubts.set(key, left);
    else this.#doubts.delete(key);
  }

  /** Cloudflare has refused a write by the credential that the store has now. */
  refuseWrites(key: StoreKey): void {
    const credentialId = this.get(key)?.open?.credentialId;
    if (credentialId !== undefined) this.#refused.set(key, credentialId);
  }

  /** Cloudflare has taken a write; answers whether that is news. */
  acceptWrites(key: StoreKey): boolean {
    return this.#refused.delete(key);
  }

  /** Whether a write by the credential that the store has now was refused, and none was taken since. */
  refusesWrites(key: StoreKey): boolean {
    const refused = this.#refused.get(key);
    return refused !== undefined && refused === this.get(key)?.open?.credentialId;
  }

  /** What no store object leads to is not kept. */
  forgetIfUnused(snapshot: StoreSnapshot | undefined): void {
    const isUsed = [...this.#byStore.values()].some(({ open }) => open?.snapshot === snapshot);
    if (snapshot && !isUsed) this.#shared.forget(snapshot);
  }
}
