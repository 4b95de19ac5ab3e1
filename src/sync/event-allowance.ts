import type { Clock } from '../runtime/clock.ts';
import { RecentlyUsed } from '../runtime/recently-used.ts';

interface Bucket {
  readonly left: number;
  readonly asOfMs: number;
}

/** At once, and then one more each time, about one object: as client-go's EventSourceObjectSpamFilter (tools/record/events_cache.go). */
const burst = 25;
const refillMs = 5 * 60_000;

/** Objects, those told of last; one that is forgotten has all its Events again. client-go keeps as many. */
const mostKept = 4_096;

/**
 * How many Events are still recorded about each object: whoever turns a resource good and bad all day must not fill etcd with
 * the news of it. An object that is made anew by the same name has no more than the one before.
 */
export class EventAllowance {
  readonly #clock: Clock;
  readonly #buckets = new RecentlyUsed<Bucket>(mostKept);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether one more may be recorded now, which then counts. */
  take(object: string): boolean {
    const nowMs = this.#clock.nowMs();
    const { left, asOfMs } = this.#buckets.get(object) ?? { left: burst, asOfMs: nowMs };
    const refilled = Math.min(burst, left + (nowMs - asOfMs) / refillMs);
    const isLeft = refilled >= 1;
    this.#buckets.set(object, { left: isLeft ? refilled - 1 : refilled, asOfMs: nowMs });
    return isLeft;
  }
}
