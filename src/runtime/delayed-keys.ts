import type { CancelTimer, Clock } from './clock.ts';
import { higher, type Lane } from './lane.ts';

interface Delayed {
  readonly dueMs: number;
  readonly lane: Lane;
  readonly cancel: CancelTimer;
}

/** Keys that wait for their time, each with the lane that it goes into then. */
export class DelayedKeys {
  readonly #byKey = new Map<string, Delayed>();
  readonly #clock: Clock;
  readonly #onDue: (key: string, lane: Lane) => void;

  /** `onDue` gets each key when its time has come; by then it waits here no more. */
  constructor(clock: Clock, onDue: (key: string, lane: Lane) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The key comes due `ms` from now. Of several times the earliest holds, of several lanes the higher. */
  put(key: string, ms: number, lane: Lane): void {
    const before = this.#byKey.get(key);
    before?.cancel();
    const nowMs = this.#clock.nowMs();
    const dueMs = Math.min(nowMs + ms, before?.dueMs ?? Infinity);
    const cancel = this.#clock.setTimer(dueMs - nowMs, () => this.#comeDue(key));
    this.#byKey.set(key, { dueMs, lane: higher(lane, before?.lane), cancel });
  }

  drop(key: string): void {
    this.#byKey.get(key)?.cancel();
    this.#byKey.delete(key);
  }

  clear(): void {
    for (const key of this.#byKey.keys()) this.drop(key);
  }

  #comeDue(key: string): void {
    const delayed = this.#byKey.get(key);
    this.#byKey.delete(key);
    if (delayed) this.#onDue(key, delayed.lane);
  }
}
