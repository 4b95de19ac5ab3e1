import { onAbort } from './on-abort.ts';

/** So many may do something at once; the others wait, first come, first served. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Those who wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Comes back, once there is a slot, with how to give it back, which must be done once; or with undefined, where the signal is aborted before. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#giveBack;
    }
    const { promise, resolve } = Promise.withResolvers<(() => void) | undefined>();
    const onTurn = (): void => resolve(this.#giveBack);
    this.#waiting.add(onTurn);
    const unfollow = onAbort(signal, () => {
      if (this.#waiting.delete(onTurn)) resolve(undefined);
    });
    return promise.finally(unfollow);
  }

  readonly #giveBack = (): void => {
    const [next] = this.#waiting;
    if (next === undefined) this.#free += 1;
    else {
      this.#waiting.delete(next);
      next();
    }
  };
}
