import { type Clock, systemClock } from './clock.ts';

/** Whether this process may act upon others at this moment. Whoever sends a write asks as late as can be. */
export interface Fence {
  readonly isOpen: boolean;
}

/** Where nobody else could act: it never closes. */
export const noFence: Fence = { isOpen: true };

/**
 * Open until a moment on the clock, and not until somebody closes it: a process that was stopped for a while finds it closed
 * before any timer of its own can run. Closed until it is first opened.
 */
export class TimedFence implements Fence {
  readonly #clock: Clock;
  #openUntilMs = -Infinity;
  #isClosed = false;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#clock.nowMs() < this.#openUntilMs;
  }

  /** For how long it stays open, if nobody says more: 0 where it is closed. */
  get leftMs(): number {
    return Math.max(0, this.#openUntilMs - this.#clock.nowMs());
  }

  /** After `close`, nothing happens. */
  openUntil(ms: number): void {
    if (!this.#isClosed) this.#openUntilMs = ms;
  }

  /** For good. */
  close(): void {
    this.#isClosed = true;
    this.#openUntilMs = -Infinity;
  }
}
