import type { StoreAccess } from '../cloudflare/store-access.ts';
import type { SnapshotOptions, StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { CloudflareClient } from '../cloudflare/client.ts';
import type { Credential } from '../cloudflare/credential.ts';
import { type AccountId, type StoreAddress, storeAddressKey, type StoreId } from '../core/ids.ts';
import type { Quota } from '../core/observed.ts';
import type { StoreKey } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';

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
export interface StoreWay extends StoreAccess {
  readonly client: CloudflareClient;
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
  /** Wall clock, milliseconds. */
  readonly listedAtMs: number;
}

type Lister = Pick<CloudflareClient, 'listSecrets'>;

interface ListedWay {
  readonly address: StoreAddress;
  readonly client: Lister;
}

interface SharedSnapshot {
  readonly lister: { client: Lister };
  readonly snapshot: StoreSnapshot;
}

type CreateSnapshot = (list: SnapshotOptions['list']) => StoreSnapshot;

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

/**
 * What is known of each store object's way to Cloudflare. The stores' reconcile opens and closes it; a resource's pass only
 * counts the places that it took, and doubts what an answer has contradicted.
 */
export class Connections {
  readonly #byStore = new Map<StoreKey, StoreConnection>();
  readonly #snapshots = new Map<string, SharedSnapshot>();
  readonly #quotas = new Map<AccountId, Quota>();
  readonly #doubts = new Map<StoreKey, number>();

  get(key: StoreKey): StoreConnection | undefined {
    return this.#byStore.get(key);
  }

  set(key: StoreKey, connection: StoreConnection): void {
    const former = this.#byStore.get(key)?.open?.snapshot;
    this.#byStore.set(key, connection);
    this.#drop(former);
  }

  delete(key: StoreKey): void {
    const former = this.#byStore.get(key)?.open?.snapshot;
    this.#byStore.delete(key);
    this.#drop(former);
    this.#doubts.delete(key);
  }

  /** The Cloudflare store that the key leads to; equal for store objects that lead to the same one. */
  addressKey(key: StoreKey): string | undefined {
    const address = this.#byStore.get(key)?.open?.address;
    return address && storeAddressKey(address);
  }

  /**
   * One snapshot for each Cloudflare store and tenant, which is a namespace or the cluster: what one may not see, no other shows
   * it. It outlives a rotated credential, for it knows what we have just written; it lists by the one that came last.
   */
  snapshot(tenant: string, { address, client }: ListedWay, create: CreateSnapshot): StoreSnapshot {
    const key = `${tenant}/${storeAddressKey(address)}`;
    const held = this.#snapshots.get(key);
    if (held) {
      held.lister.client = client;
      return held.snapshot;
    }
    const lister = { client };
    const snapshot = create(async (options) => lister.client.listSecrets(address, options));
    this.#snapshots.set(key, { lister, snapshot });
    return snapshot;
  }

  /** The account's quota as of the last look and our own writes since. */
  quota(accountId: AccountId): Quota {
    return this.#quotas.get(accountId) ?? { limit: Infinity, used: 0 };
  }

  setQuota(accountId: AccountId, quota: Quota): void {
    this.#quotas.set(accountId, quota);
  }

  /** Counts what we have created (or, negative, deleted) until the quota is read again. */
  countPlaces(accountId: AccountId, places: number): void {
    const quota = this.#quotas.get(accountId);
    if (quota) this.#quotas.set(accountId, { ...quota, used: Math.max(quota.used + places, 0) });
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

  /** A snapshot that no store uses any more is forgotten. */
  #drop(snapshot: StoreSnapshot | undefined): void {
    if ([...this.#byStore.values()].some(({ open }) => open?.snapshot === snapshot)) return;
    for (const [key, held] of this.#snapshots) if (held.snapshot === snapshot) this.#snapshots.delete(key);
  }
}
