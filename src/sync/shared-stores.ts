import type { CloudflareClient } from '../cloudflare/client.ts';
import type { StoreAccess } from '../cloudflare/store-access.ts';
import type { SnapshotOptions, StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { StoreWriter } from '../cloudflare/store-writer.ts';
import { type StoreAddress, storeAddressKey } from '../core/ids.ts';
import { RecentlyUsed } from '../runtime/recently-used.ts';

/** What all resources share that write to one Cloudflare store by one credential. */
export interface SharedStore {
  readonly snapshot: StoreSnapshot;
  readonly writer: StoreWriter;
}

export interface SharedStoreParts {
  readonly createSnapshot: (list: SnapshotOptions['list']) => StoreSnapshot;
  readonly createWriter: (access: StoreAccess) => StoreWriter;
}

export interface ListedWay {
  readonly address: StoreAddress;
  readonly client: CloudflareClient;
  /** Equal for equal credentials. */
  readonly credentialId: string;
}

interface Held extends SharedStore {
  readonly placeKey: string;
  readonly lister: { client: CloudflareClient };
  readonly credentialId: string;
}

/** Places where resources were before that no store object leads to any more: what is known of them is kept for as many. */
const mostAside = 100;

/**
 * One snapshot and one writer for each Cloudflare store and tenant, which is a namespace or the cluster: what one may not see,
 * no other shows it. The snapshot outlives a rotated credential, for it knows what we have just written, and lists by the one
 * that came last; the writer does not: what is written by a credential stays with it.
 */
export class SharedStores {
  readonly #parts: SharedStoreParts;
  readonly #held = new Map<string, Held>();
  readonly #aside = new RecentlyUsed<true>(mostAside, (key) => this.#held.delete(key));

  constructor(parts: SharedStoreParts) {
    this.#parts = parts;
  }

  /** For a store object that leads there: kept until it is forgotten. */
  open(tenant: string, way: ListedWay): SharedStore {
    const key = keyFor(tenant, way);
    this.#aside.delete(key);
    return this.#open(key, way);
  }

  /** For a place that no store object need lead to: forgotten by itself. */
  openAside(tenant: string, way: ListedWay): SharedStore {
    const key = keyFor(tenant, way);
    if (!this.#held.has(key) || this.#aside.has(key)) this.#aside.of(key, () => true);
    return this.#open(key, way);
  }

  #open(key: string, { address, client, credentialId }: ListedWay): SharedStore {
    const place = storeAddressKey(address);
    const held = this.#held.get(key);
    if (held?.credentialId === credentialId) return held;
    const lister = held?.lister ?? { client };
    lister.client = client;
    const snapshot =
      held?.snapshot ?? this.#parts.createSnapshot(async (options) => lister.client.listSecrets(address, options));
    const writer = this.#parts.createWriter({ client, address, snapshot });
    const shared = { lister, snapshot, writer, credentialId, placeKey: place };
    this.#held.set(key, shared);
    return shared;
  }

  /** What other tenants have seen of the same Cloudflare store. */
  snapshotsBeside({
    address,
    snapshot,
  }: Pick<SharedStore, 'snapshot'> & Pick<ListedWay, 'address'>): readonly StoreSnapshot[] {
    const place = storeAddressKey(address);
    const seen = [...this.#held.values()].filter((held) => held.placeKey === place).map((held) => held.snapshot);
    return [...new Set(seen)].filter((other) => other !== snapshot);
  }

  /** Nobody uses it any more. */
  forget(snapshot: StoreSnapshot): void {
    for (const [key, held] of this.#held) if (held.snapshot === snapshot) this.#held.delete(key);
  }

  /** How many are kept. */
  get size(): number {
    return this.#held.size;
  }
}

const keyFor = (tenant: string, { address }: ListedWay): string => `${tenant}/${storeAddressKey(address)}`;
