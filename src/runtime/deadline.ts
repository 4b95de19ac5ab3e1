import { type CancelTimer, type Clock, systemClock } from './clock.ts';
import { onAbort } from './on-abort.ts';

/** A signal that is aborted with another one, or when its time is up, and knows which of both it was. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #cancelTimer: CancelTimer;
  readonly #unfollow: () => void;
  #expired = false;

  /** Takes nothing from `parent` but its end. Call `clear` when the work is done: it frees the timer and the listener. */
  constructor(parent: AbortSignal, ms: number, clock: Clock = systemClock) {
    this.#cancelTimer = clock.setTimer(ms, () => {
      this.#expired = true;
      this.#controller.abort();
    });
    this.#unfollow = onAbort(parent, () => this.#controller.abort(parent.reason));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time ran out, rather than the parent having been aborted. */
  get expired(): boolean {
    return this.#expired;
  }

  clear(): void {
    this.#cancelTimer();
    this.#unfollow();
  }
}
