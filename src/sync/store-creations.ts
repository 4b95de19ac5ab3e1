import type { Store, StoreStatus } from '../api/resources.ts';
import type { RemoteStore } from '../cloudflare/client.ts';

export type CreatedStore = NonNullable<StoreStatus['created']>;

/** How far Cloudflare's read replicas may lag behind a write. */
const lagMs = 10_000;

/** Which Cloudflare stores this process has created: so that each is created once, and that status can tell, whatever fails after it. */
export class StoreCreations {
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #recent = new Map<string, { readonly store: RemoteStore; readonly untilMs: number }>();
  readonly #byObject = new Map<string, CreatedStore>();
  readonly #nowMs: () => number;

  /** `nowMs` never runs backwards. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Runs when all that was to run before in this account is over. */
  async inTurn<T>(accountId: string, create: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(accountId) ?? Promise.resolve();
    const turn = before.then(create, create);
    this.#turns.set(accountId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(accountId) === turn) this.#turns.delete(accountId);
    }
  }

  /** One that was created a moment ago, and that a listing need not show yet. */
  recent(accountId: string, name: string): RemoteStore | undefined {
    const found = this.#recent.get(`${accountId}/${name}`);
    return found && found.untilMs > this.#nowMs() ? found.store : undefined;
  }

  record({ metadata, spec: { accountId } }: Store, store: RemoteStore): void {
    for (const [key, { untilMs }] of this.#recent) if (untilMs <= this.#nowMs()) this.#recent.delete(key);
    this.#recent.set(`${accountId}/${store.name}`, { store, untilMs: this.#nowMs() + lagMs });
    this.#byObject.set(metadata.uid, { accountId, storeId: store.id, storeName: store.name });
  }

  /** What the store object has created last, as far as this process or its status knows. */
  createdBy({ metadata, status }: Store): CreatedStore | undefined {
    return this.#byObject.get(metadata.uid) ?? status?.created;
  }

  /** The store object is gone, or what it created. */
  forget({ metadata }: Store): void {
    this.#byObject.delete(metadata.uid);
  }
}
