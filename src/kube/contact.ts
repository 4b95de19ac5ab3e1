import type { Clock } from '../runtime/clock.ts';
import type { KubeFailure } from './failure.ts';

/** When the API server was last heard on a collection's behalf, and whether it forbids us the collection. */
export class Contact {
  readonly #clock: Clock;
  #lastMs: number;
  #isForbidden = false;
  #forbidden = Promise.withResolvers<undefined>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.nowMs();
  }

  /** On the clock given; at first, when this was made. */
  get lastMs(): number {
    return this.#lastMs;
  }

  get isForbidden(): boolean {
    return this.#isForbidden;
  }

  /** Resolves at the next 403, whatever the last answer was. */
  get forbidden(): Promise<undefined> {
    return this.#forbidden.promise;
  }

  /** It has sent something, whatever it was. */
  heard(): void {
    this.#lastMs = this.#clock.nowMs();
  }

  /** It has begun to give what was asked for. */
  allowed(): void {
    this.heard();
    this.#isForbidden = false;
  }

  /** A server that says no is there. */
  failed(failure: KubeFailure): void {
    if ('status' in failure) this.heard();
    if (failure.kind !== 'Forbidden') return;
    this.#isForbidden = true;
    this.#forbidden.resolve(undefined);
    this.#forbidden = Promise.withResolvers();
  }
}
