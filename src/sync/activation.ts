import type { StoreKey } from '../core/store-ref.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { CancelTimer, Clock } from '../runtime/clock.ts';

/** Cloudflare activates within seconds; whoever waits longer is asked for less often. */
const patience: Backoff = { baseMs: 500, maxMs: 30_000 };

/** Looks at stores in which something has still to become active: one listing for all of it, with backoff, until it is. */
export class Activation {
  readonly #watched = new Map<StoreKey, CancelTimer>();
  readonly #clock: Clock;
  readonly #look: (key: StoreKey) => Promise<boolean>;

  /** `look` answers whether something is still pending. */
  constructor(clock: Clock, look: (key: StoreKey) => Promise<boolean>) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Something in the store is pending as of now: the next look comes soon, however long others have been waiting. */
  expect(key: StoreKey): void {
    this.#watched.get(key)?.();
    this.#schedule(key, 1);
  }

  stop(): void {
    for (const cancel of this.#watched.values()) cancel();
    this.#watched.clear();
  }

  #schedule(key: StoreKey, looks: number): void {
    const cancel = this.#clock.setTimer(backoffMs(patience, looks, Math.random), () => void this.#lookNow(key, looks));
    this.#watched.set(key, cancel);
  }

  async #lookNow(key: StoreKey, looks: number): Promise<void> {
    const mine = this.#watched.get(key);
    // Nothing can fail here but a bug, and the store's resync finds what a bug has left.
    const pending = await this.#look(key).catch(() => true);
    if (this.#watched.get(key) !== mine) return;
    if (pending) this.#schedule(key, looks + 1);
    else this.#watched.delete(key);
  }
}
