import type { Lane } from './lane.ts';
import { visitInSlices } from './time-slice.ts';

type GoOn = () => void;

/**
 * Those who have come at one moment, because all of them waited for the same. They go on one by one, changes first, with pauses for
 * everything else.
 */
export class OneByOne {
  readonly #waiting: Readonly<Record<Lane, Set<GoOn>>> = { Change: new Set(), Resync: new Set() };
  #isGoing = false;

  /** Resolves when the caller is the next: at once where nobody else has come. */
  async next(lane: Lane): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting[lane].add(goOn);
      if (!this.#isGoing) void this.#begin();
    });
  }

  async #begin(): Promise<void> {
    this.#isGoing = true;
    // Somebody may come between the last one and the end of the visits.
    while (this.#first() !== undefined)
      // A promise, so that what each of them then does counts.
      await visitInSlices(this.#inOrder(), async (goOn) => goOn());
    this.#isGoing = false;
  }

  /** Who comes meanwhile is among them. */
  *#inOrder(): Iterable<GoOn> {
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      this.#waiting[first.lane].delete(first.goOn);
      yield first.goOn;
    }
  }

  #first(): { readonly goOn: GoOn; readonly lane: Lane } | undefined {
    const lane = this.#waiting.Change.size > 0 ? 'Change' : 'Resync';
    const [goOn] = this.#waiting[lane];
    return goOn && { goOn, lane };
  }
}
