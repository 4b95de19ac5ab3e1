import { visitInSlices } from './time-slice.ts';

/** Those who have come at one moment, because all of them waited for the same. They go on one by one, with pauses for everything else. */
export class OneByOne {
  readonly #waiting = new Set<() => void>();
  #isGoing = false;

  /** Resolves when it is the caller's turn: at once where nobody else has come. */
  async turn(): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting.add(goOn);
      if (!this.#isGoing) void this.#begin();
    });
  }

  /** Who comes meanwhile is visited as well. */
  async #begin(): Promise<void> {
    this.#isGoing = true;
    while (this.#waiting.size > 0)
      // A promise, so that what each of them then does counts.
      await visitInSlices(this.#waiting, async (goOn) => {
        this.#waiting.delete(goOn);
        goOn();
      });
    this.#isGoing = false;
  }
}
