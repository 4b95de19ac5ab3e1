import type { Clock } from '../runtime/clock.ts';
import { higher, type Lane } from '../runtime/lane.ts';
import { type BatchWindow, departsInMs } from './batch-window.ts';

export interface BatcherOptions<Key extends string, Item, Outcome> {
  readonly clock: Clock;
  readonly window: BatchWindow;
  /** The most that travels as one request; a single item travels however large it is. */
  readonly limits: { readonly entries: number; readonly bytes: number };
  /** Two items of one key never travel together. */
  readonly keyOf: (item: Item) => Key;
  readonly bytesOf: (item: Item) => number;
  /** Whether somebody for whom a batch of this lane waits finds out what to write to the same store. Call `consider` when that ends. */
  readonly isAwaited: (lane: Lane) => boolean;
  /** One outcome for each key; never rejects but by a bug, which all who wait for it get. */
  readonly send: (items: readonly Item[], lane: Lane) => Promise<ReadonlyMap<Key, Outcome>>;
}

interface Passenger<Key, Item, Outcome> {
  readonly key: Key;
  readonly item: Item;
  readonly lane: Lane;
  readonly joinedAt: number;
  readonly arrival: PromiseWithResolvers<Outcome>;
}

/**
 * Items of many callers that travel as one request. When it goes is told at departsInMs; what does not fit goes in the next.
 * Several may be on their way at once: a slow one holds nobody up.
 */
export class Batcher<Key extends string, Item, Outcome> {
  readonly #options: BatcherOptions<Key, Item, Outcome>;
  readonly #waiting = new Set<Passenger<Key, Item, Outcome>>();
  #departedAt = -Infinity;
  /** What is no larger in one of these is known to be taken, or not known to be refused. */
  #accepted = { entries: Infinity, bytes: Infinity };
  #cancelTimer: () => void = () => undefined;

  constructor(options: BatcherOptions<Key, Item, Outcome>) {
    this.#options = options;
  }

  /** Resolves when all of them have arrived: one outcome for each key. */
  async add(items: readonly Item[], lane: Lane): Promise<ReadonlyMap<Key, Outcome>> {
    const { clock, keyOf } = this.#options;
    const joinedAt = clock.nowMs();
    const joining = items.map((item) => {
      const passenger = { key: keyOf(item), item, lane, joinedAt, arrival: Promise.withResolvers<Outcome>() };
      this.#waiting.add(passenger);
      return passenger;
    });
    this.consider();
    const arrived = joining.map(async ({ key, arrival }) => [key, await arrival.promise] as const);
    return new Map(await Promise.all(arrived));
  }

  /**
   * Finds out whether it is time to go, once all that happens at this moment has happened: whoever goes on now may join, or
   * begin to gather.
   */
  consider(): void {
    this.#cancelTimer();
    if (this.#waiting.size > 0) this.#wakeIn(0);
  }

  /**
   * Requests of more than these were refused for their size: none from here on is larger both in items and in bytes, for nobody
   * knows which of the two was too much.
   */
  limitTo(accepted: readonly Item[]): void {
    const { entries, bytes } = this.#accepted;
    this.#accepted = {
      entries: Math.min(entries, Math.max(1, accepted.length)),
      bytes: Math.min(bytes, this.#bytesOf(accepted)),
    };
  }

  #wakeIn(ms: number): void {
    this.#cancelTimer = this.#options.clock.setTimer(ms, () => this.#depart());
  }

  #depart(): void {
    while (this.#waiting.size > 0) {
      const nowMs = this.#options.clock.nowMs();
      const batch = this.#nextBatch();
      const waitMs = departsInMs(this.#describe(batch), this.#options.window, nowMs);
      if (waitMs > 0) return this.#wakeIn(waitMs);
      for (const passenger of batch) this.#waiting.delete(passenger);
      this.#departedAt = nowMs;
      void this.#travel(batch);
    }
  }

  /** Those that came first, as many as fit, of each key one. */
  #nextBatch(): readonly Passenger<Key, Item, Outcome>[] {
    const batch = new Map<Key, Passenger<Key, Item, Outcome>>();
    let bytes = 0;
    for (const passenger of this.#waiting) {
      if (batch.has(passenger.key)) continue;
      bytes += this.#options.bytesOf(passenger.item);
      if (batch.size > 0 && !this.#fits(batch.size + 1, bytes)) break;
      batch.set(passenger.key, passenger);
    }
    return [...batch.values()];
  }

  #fits(entries: number, bytes: number): boolean {
    const { limits } = this.#options;
    const isAccepted = entries <= this.#accepted.entries || bytes <= this.#accepted.bytes;
    return isAccepted && entries <= limits.entries && bytes <= limits.bytes;
  }

  #bytesOf(items: readonly Item[]): number {
    return items.reduce((sum, item) => sum + this.#options.bytesOf(item), 0);
  }

  #describe(batch: readonly Passenger<Key, Item, Outcome>[]): Parameters<typeof departsInMs>[0] {
    const bytes = this.#bytesOf(batch.map(({ item }) => item));
    const isFull = batch.length < this.#waiting.size || !this.#fits(batch.length + 1, bytes);
    const firstAt = Math.min(...batch.map(({ joinedAt }) => joinedAt));
    return { isFull, firstAt, departedAt: this.#departedAt, isAwaited: this.#options.isAwaited(laneOf(batch)) };
  }

  async #travel(batch: readonly Passenger<Key, Item, Outcome>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    try {
      const outcomes = await this.#options.send(items, laneOf(batch));
      for (const { key, arrival } of batch) {
        const outcome = outcomes.get(key);
        if (outcome === undefined) throw new Error('a batch came back without one of its items');
        arrival.resolve(outcome);
      }
    } catch (error) {
      for (const { arrival } of batch) arrival.reject(error);
    }
  }
}

/** All of them travel as the first of them may. */
const laneOf = (batch: readonly { readonly lane: Lane }[]): Lane =>
  batch.reduce<Lane>((highest, { lane }) => higher(lane, highest), 'Resync');
