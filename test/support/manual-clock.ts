import type { Clock } from '../../src/runtime/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** A clock that only the test turns. */
export class ManualClock implements Clock {
  #nowMs = 1_000_000;
  readonly #timers = new Set<Timer>();

  readonly nowMs = (): number => this.#nowMs;

  readonly setTimer = (delayMs: number, run: () => void): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Runs what comes due, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
    }
    this.#nowMs = end;
  }

  get timers(): number {
    return this.#timers.size;
  }

  #next(endMs: number): Timer | undefined {
    return [...this.#timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
