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

  /** A visit gives a promise, so that what each of them then does counts. */
  async #begin(): Promise<void> {
    await visitInSlices(this.#inOrder(), async (goOn) => goOn());
  }

  /** Who comes meanwhile is among them; who comes when it has ended begins anew. */
  *#inOrder(): Iterable<GoOn> {
    this.#isGoing = true;
    for (let goOn = this.#takeFirst(); goOn !== undefined; goOn = this.#takeFirst()) yield goOn;
    this.#isGoing = false;
  }

  #takeFirst(): GoOn | undefined {
    const { Change, Resync } = this.#waiting;
    const waiting = Change.size > 0 ? Change : Resync;
    const [first] = waiting;
    if (first !== undefined) waiting.delete(first);
    return first;
  }
}
