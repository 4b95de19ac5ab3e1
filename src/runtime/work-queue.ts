import { type Backoff, backoffMs } from './backoff.ts';
import { type CancelTimer, type Clock, systemClock } from './clock.ts';
import { FairLane } from './fair-lane.ts';

/** Why a key waits: something changed, or it is only looked at again (initial list, resync). Changes always go first. */
export type Lane = 'Change' | 'Resync';

/** What becomes of a key after it was processed. */
export type NextStep =
  /** All is well: its failures are forgotten, and it comes back when it is added. */
  | { readonly kind: 'Done' }
  /** All is well so far: its failures are forgotten, and it comes back after `ms`, or when it is added before. */
  | { readonly kind: 'RetryAfter'; readonly ms: number }
  /** It failed: it comes back after a time that doubles with each failure in a row, and that is at least `atLeastMs`. */
  | { readonly kind: 'Backoff'; readonly atLeastMs?: number };

/** Told the lane that the key was taken from, since what it calls may have lanes of its own. */
type ProcessKey = (key: string, lane: Lane) => Promise<NextStep>;

export interface WorkQueueOptions {
  /** Keys of one group wait for each other; groups take turns. All keys are one group unless given. */
  readonly groupOf?: (key: string) => string;
  /** 1 s to 5 min unless given. */
  readonly backoff?: Backoff;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** `process` threw, which it never should: the key is in backoff, and here is the bug. Must not throw. */
  readonly onError: (key: string, error: unknown) => void;
}

interface Delayed {
  readonly dueMs: number;
  readonly lane: Lane;
  readonly cancel: CancelTimer;
}

const defaultBackoff: Backoff = { baseMs: 1_000, maxMs: 300_000 };

/**
 * The keys that are to be processed, each by one worker at a time. It holds keys only: what a key stands for is read when
 * its turn comes, so a hundred changes while it waits cost one turn.
 *
 * | a key that is   | and is added                                                                                |
 * |-----------------|---------------------------------------------------------------------------------------------|
 * | unknown         | waits in its lane                                                                           |
 * | waiting         | stays where it is; from Resync, a Change moves it into the lane of changes                    |
 * | being processed | is processed once more right after, whatever the result                                     |
 * | delayed         | waits in its lane at once; its delay is dropped, the number of its failures is kept           |
 */
export class WorkQueue {
  readonly #process: ProcessKey;
  readonly #options: Required<WorkQueueOptions>;
  readonly #lanes: Readonly<Record<Lane, FairLane>> = { Change: new FairLane(), Resync: new FairLane() };
  /** The lane in which a key waits. A place in the other lane is left over from before it was moved, and is passed over. */
  readonly #waiting = new Map<string, Lane>();
  readonly #active = new Map<string, Lane>();
  readonly #dirty = new Map<string, Lane>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #failures = new Map<string, number>();
  readonly #drained = Promise.withResolvers<undefined>();
  #concurrency = 0;
  #closed = false;

  constructor(process: ProcessKey, options: WorkQueueOptions) {
    this.#process = process;
    this.#options = {
      groupOf: () => '',
      backoff: defaultBackoff,
      clock: systemClock,
      random: Math.random,
      ...options,
    };
  }

  /** Keys that wait for a worker. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Keys that are being processed. */
  get active(): number {
    return this.#active.size;
  }

  /** Keys that wait for their time. */
  get delayed(): number {
    return this.#delayed.size;
  }

  /** How many times in a row a key has failed. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Until now, keys were only collected: at most `concurrency` of them are processed at once from here on. */
  start(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#dispatch();
  }

  /** See the table above. After `close`, nothing happens. */
  add(key: string, lane: Lane): void {
    if (this.#closed) return;
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
    if (this.#active.has(key)) this.#dirty.set(key, higher(lane, this.#dirty.get(key)));
    else this.#wait(key, lane);
    this.#dispatch();
  }

  /** Adds the key `ms` from now. Of several times the earliest holds, of several lanes the higher. */
  addAfter(key: string, ms: number, lane: Lane): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    const before = this.#delayed.get(key);
    before?.cancel();
    const dueMs = Math.min(clock.nowMs() + ms, before?.dueMs ?? Infinity);
    const cancel = clock.setTimer(dueMs - clock.nowMs(), () => this.add(key, this.#delayed.get(key)?.lane ?? lane));
    this.#delayed.set(key, { dueMs, lane: higher(lane, before?.lane), cancel });
  }

  /** Drops all that waits; resolves when the last worker is done. To hurry them is their own signal's business. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#dispatch();
    await this.#drained.promise;
  }

  #wait(key: string, lane: Lane): void {
    const before = this.#waiting.get(key);
    const now = higher(lane, before);
    if (now === before) return;
    this.#waiting.set(key, now);
    this.#lanes[now].push(this.#options.groupOf(key), key);
  }

  #dispatch(): void {
    while (!this.#closed && this.#active.size < this.#concurrency) {
      const next = this.#take('Change') ?? this.#take('Resync');
      if (next === undefined) return;
      this.#active.set(next.key, next.lane);
      void this.#run(next.key, next.lane);
    }
    if (this.#closed && this.#active.size === 0) this.#drained.resolve(undefined);
  }

  #take(lane: Lane): { readonly key: string; readonly lane: Lane } | undefined {
    for (let key = this.#lanes[lane].shift(); key !== undefined; key = this.#lanes[lane].shift()) {
      if (this.#waiting.get(key) !== lane) continue;
      this.#waiting.delete(key);
      return { key, lane };
    }
    return undefined;
  }

  async #run(key: string, lane: Lane): Promise<void> {
    const step = await this.#processSafely(key, lane);
    this.#active.delete(key);
    this.#follow(key, step, lane);
    const dirty = this.#dirty.get(key);
    this.#dirty.delete(key);
    if (dirty !== undefined) this.add(key, dirty);
    this.#dispatch();
  }

  async #processSafely(key: string, lane: Lane): Promise<NextStep> {
    try {
      return await this.#process(key, lane);
    } catch (error) {
      this.#options.onError(key, error);
      return { kind: 'Backoff' };
    }
  }

  /** A key comes back in the lane it was taken from: a retry of a resync does not pass a change. */
  #follow(key: string, step: NextStep, lane: Lane): void {
    if (step.kind === 'Backoff') {
      const failures = this.failuresOf(key) + 1;
      this.#failures.set(key, failures);
      const waitMs = backoffMs(this.#options.backoff, failures, this.#options.random);
      this.addAfter(key, Math.max(waitMs, step.atLeastMs ?? 0), lane);
      return;
    }
    this.#failures.delete(key);
    if (step.kind === 'RetryAfter') this.addAfter(key, step.ms, lane);
  }
}

const higher = (lane: Lane, other: Lane | undefined): Lane => (other === 'Change' ? 'Change' : lane);
