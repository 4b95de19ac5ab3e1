import type { StoreKey } from '../core/store-ref.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { CancelTimer, Clock } from '../runtime/clock.ts';
import { onAbort } from '../runtime/on-abort.ts';
import { visitInSlices } from '../runtime/time-slice.ts';

/** Cloudflare activates within seconds; whoever waits longer is asked for less often. */
const patience: Backoff = { baseMs: 500, maxMs: 30_000 };

interface ScheduledLook {
  readonly dueMs: number;
  /** How many this one makes since the last write: the more, the longer until the next. */
  looks: number;
  readonly cancel: CancelTimer;
}

/** From one look to the next, whatever is written meanwhile: it costs a listing. */
const minGapMs = 1_000;

/** Looks at stores in which something has still to become active: one listing for all of it, with backoff, until it is. */
export class Activation {
  readonly #watched = new Map<StoreKey, ScheduledLook>();
  readonly #lookedAt = new Map<StoreKey, number>();
  readonly #waiting = new Map<StoreKey, Set<() => void>>();
  readonly #clock: Clock;
  #isStopped = false;
  readonly #look: (key: StoreKey) => Promise<boolean>;

  /** `look` answers whether something is still pending. */
  constructor(clock: Clock, look: (key: StoreKey) => Promise<boolean>) {
    this.#clock = clock;
    this.#look = look;
  }

  /**
   * Something in the store is pending as of now: the next look comes soon, however long others have been waiting, and is not
   * put off by those who come after.
   */
  expect(key: StoreKey): void {
    this.#schedule(key, 1);
  }

  /** Resolves when the next look is over: true, or false where a signal was aborted before, or none will come any more. */
  async nextLook(key: StoreKey, signals: readonly AbortSignal[]): Promise<boolean> {
    const isOver = (): boolean => this.#isStopped || signals.some(({ aborted }) => aborted);
    if (isOver()) return false;
    this.expect(key);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => resolve(undefined);
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(wake));
    const unfollow = signals.map((signal) => onAbort(signal, wake));
    await promise;
    waiting.delete(wake);
    for (const stop of unfollow) stop();
    return !isOver();
  }

  /** Whether somebody waits for the next look. */
  isAwaited(key: StoreKey): boolean {
    return (this.#waiting.get(key)?.size ?? 0) > 0;
  }

  /** Nothing is looked at any more, whatever is still expected. */
  stop(): void {
    this.#isStopped = true;
    for (const key of this.#waiting.keys()) void this.#wake(key);
    for (const { cancel } of this.#watched.values()) cancel();
    this.#watched.clear();
  }

  #schedule(key: StoreKey, looks: number): void {
    if (this.#isStopped) return;
    const earliestMs = (this.#lookedAt.get(key) ?? -Infinity) + minGapMs;
    const dueMs = Math.max(this.#clock.nowMs() + backoffMs(patience, looks, Math.random), earliestMs);
    const before = this.#watched.get(key);
    if (before && before.dueMs <= dueMs) {
      before.looks = Math.min(before.looks, looks);
      return;
    }
    before?.cancel();
    const cancel = this.#clock.setTimer(dueMs - this.#clock.nowMs(), () => void this.#lookNow(key));
    this.#watched.set(key, { dueMs, looks, cancel });
  }

  async #lookNow(key: StoreKey): Promise<void> {
    const { looks = 1 } = this.#watched.get(key) ?? {};
    this.#watched.delete(key);
    const nowMs = this.#clock.nowMs();
    for (const [store, at] of this.#lookedAt) if (at + minGapMs <= nowMs) this.#lookedAt.delete(store);
    this.#lookedAt.set(key, nowMs);
    // Nothing can fail here but a bug, and the store's resync finds what a bug has left.
    const isPending = await this.#look(key).catch(() => true);
    if (isPending) this.#schedule(key, looks + 1);
    await this.#wake(key);
  }

  /** What all of them then have to say takes its time together: it is begun one by one, with pauses. */
  async #wake(key: StoreKey): Promise<void> {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    await visitInSlices(waiting, async (wake) => wake());
  }
}
