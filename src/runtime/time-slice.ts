/** Long enough that pauses cost nothing, and short enough that nobody notices, even where several pieces of work take turns. */
const usualMs = 5;

/**
 * How long a piece of work may go on without letting anything else have its turn: timers, answers, probes. Counted from the first
 * look in each round of the event loop.
 */
export class TimeSlice {
  readonly #lengthMs: number;
  #endsAtMs: number | undefined;
  #goesOn = false;

  constructor(lengthMs = usualMs) {
    this.#lengthMs = lengthMs;
  }

  /** Whether it is time for a pause. */
  get isOver(): boolean {
    const nowMs = performance.now();
    if (this.#endsAtMs === undefined) {
      this.#endsAtMs = nowMs + this.#lengthMs;
      setImmediate(() => (this.#endsAtMs = undefined));
    }
    return nowMs > this.#endsAtMs;
  }

  /**
   * Goes on when everything else that was due has had its turn; once, however often that is asked for until then. The first pause after
   * an answer is none, as Node comes to immediate callbacks before timers and other answers.
   */
  goOnLater(goOn: () => void): void {
    if (this.#goesOn) return;
    this.#goesOn = true;
    setImmediate(() => {
      this.#goesOn = false;
      goOn();
    });
  }
}

/**
 * Visits each, with pauses in which everything else has its turn. Where a visit gives a promise, all that goes on because of the visit
 * counts as well: the next visit begins once all of that is done, or is waiting for something.
 */
export async function visitInSlices<T>(items: Iterable<T>, visit: (item: T) => void | Promise<void>): Promise<void> {
  const slice = new TimeSlice();
  for (const item of items) {
    // Asked again after a pause, so that the slice counts from there.
    while (slice.isOver) await new Promise<void>((resolve) => slice.goOnLater(resolve));
    const visited = visit(item);
    if (visited === undefined) continue;
    await visited;
    await untilNothingGoesOn();
  }
}

/**
 * Between two pieces of work, of which each takes its time: everything else has its turn. Twice: after an answer, Node comes to immediate
 * callbacks before timers and other answers, so one would be no pause.
 */
export const letOthersGoFirst = async (): Promise<void> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Node comes to ticks when no promise is left that somebody could go on from. */
const untilNothingGoesOn = async (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
