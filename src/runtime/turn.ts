import type { Lane } from './lane.ts';

/** One processing of one key. The key is not processed again before it ends, whether it holds a worker or not. */
export class Turn {
  /** The lane that the key was taken from, since what it calls may have lanes of its own. */
  readonly lane: Lane;
  readonly #superseded = new AbortController();
  #freeWorker: (() => void) | undefined;

  constructor(lane: Lane, freeWorker: () => void) {
    this.lane = lane;
    this.#freeWorker = freeWorker;
  }

  /** Aborted when the key is added again meanwhile: what is only waited for need not be, since another turn follows. */
  get superseded(): AbortSignal {
    return this.#superseded.signal;
  }

  /** Gives the worker to the next key: from here on this one only waits for others. A second time does nothing. */
  release(): void {
    const freeWorker = this.#freeWorker;
    this.#freeWorker = undefined;
    freeWorker?.();
  }

  /** For the queue alone. */
  supersede(): void {
    this.#superseded.abort();
  }
}
