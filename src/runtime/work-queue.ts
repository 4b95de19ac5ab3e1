import { type Backoff, backoffMs } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { DelayedKeys } from './delayed-keys.ts';
import { FairLane } from './fair-lane.ts';
import { higher, type Lane } from './lane.ts';
import type { NextStep } from './next-step.ts';
import { TimeSlice } from './time-slice.ts';
import { Turn } from './turn.ts';

type ProcessKey = (key: string, turn: Turn) => Promise<NextStep>;

export interface WorkQueueOptions {
  /** Keys of one group wait for each other; groups take turns. All keys are one group unless given. */
  readonly groupOf?: (key: string) => string;
  /** 1 s to 5 min unless given. */
  readonly backoff?: Backoff;
  /** How long keys may be taken without a pause for whatever else the process has to do: 5 ms unless given. */
  readonly sliceMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** `process` threw, which it never should: the key is in backoff, and here is the bug. Must not throw. */
  readonly onError: (key: string, error: unknown) => void;
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
 * | being processed | is processed once more right after, whatever the result; its turn is told                  |
 * | delayed         | waits in its lane at once; its delay is dropped, the number of its failures is kept           |
 */
export class WorkQueue {
  readonly #process: ProcessKey;
  readonly #options: Required<Omit<WorkQueueOptions, 'sliceMs'>>;
  readonly #lanes: Readonly<Record<Lane, FairLane>> = { Change: new FairLane(), Resync: new FairLane() };
  /** The lane in which a key waits. */
  readonly #waiting = new Map<string, { readonly lane: Lane; readonly sinceMs: number }>();
  readonly #active = new Map<string, Turn>();
  readonly #dirty = new Map<string, Lane>();
  readonly #delayed: DelayedKeys;
  readonly #failures = new Map<string, number>();
  readonly #drained = Promise.withResolvers<undefined>();
  /** Where nothing has to be waited for, one key follows another at once, for as long as there are any. */
  readonly #slice: TimeSlice;
  #concurrency = 0;
  #working = 0;
  #closed = false;

  constructor(process: ProcessKey, { sliceMs, ...options }: WorkQueueOptions) {
    this.#process = process;
    this.#options = {
      groupOf: () => '',
      backoff: defaultBackoff,
      clock: systemClock,
      random: Math.random,
      ...options,
    };
    this.#slice = new TimeSlice(sliceMs);
    this.#delayed = new DelayedKeys(this.#options.clock, (key, lane) => this.add(key, lane));
  }

  /** Keys that wait for a worker. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** For how long the key has waited for a worker that has waited longest; 0 where none does. */
  get oldestMs(): number {
    const [oldest] = this.#waiting.values();
    return oldest === undefined ? 0 : this.#options.clock.nowMs() - oldest.sinceMs;
  }

  /** Keys that are being processed, with a worker or without. */
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

  /** Until now, keys were only collected: at most `concurrency` workers are busy from here on. */
  start(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#dispatch();
  }

  /** See the table above. After `close`, nothing happens. */
  add(key: string, lane: Lane): void {
    if (this.#closed) return;
    this.#delayed.drop(key);
    const turn = this.#active.get(key);
    if (turn === undefined) this.#wait(key, lane);
    else {
      this.#dirty.set(key, higher(lane, this.#dirty.get(key)));
      turn.supersede();
    }
    this.#dispatch();
  }

  /** Adds the key `ms` from now. Of several times the earliest holds, of several lanes the higher. */
  addAfter(key: string, ms: number, lane: Lane): void {
    if (!this.#closed) this.#delayed.put(key, ms, lane);
  }

  /** Drops all that waits; resolves when the last turn is over. To hurry them is their own signal's business. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#delayed.clear();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#dispatch();
    await this.#drained.promise;
  }

  #wait(key: string, lane: Lane): void {
    const before = this.#waiting.get(key);
    const now = higher(lane, before?.lane);
    if (now === before?.lane) return;
    const group = this.#options.groupOf(key);
    if (before !== undefined) this.#lanes[before.lane].remove(group, key);
    // A key that is only moved keeps its place among the waiting ones: the first has always waited longest.
    this.#waiting.set(key, { lane: now, sinceMs: before?.sinceMs ?? this.#options.clock.nowMs() });
    this.#lanes[now].push(group, key);
  }

  #dispatch(): void {
    while (!this.#closed && this.#working < this.#concurrency && this.#waiting.size > 0) {
      if (this.#slice.isOver) return this.#slice.goOnLater(() => this.#dispatch());
      const next = this.#take('Change') ?? this.#take('Resync');
      if (next === undefined) return;
      void this.#run(next.key, next.lane);
    }
    if (this.#closed && this.#active.size === 0) this.#drained.resolve(undefined);
  }

  #take(lane: Lane): { readonly key: string; readonly lane: Lane } | undefined {
    const key = this.#lanes[lane].shift();
    if (key === undefined) return undefined;
    this.#waiting.delete(key);
    return { key, lane };
  }

  async #run(key: string, lane: Lane): Promise<void> {
    this.#working += 1;
    const turn = new Turn(lane, () => {
      this.#working -= 1;
      this.#dispatch();
    });
    this.#active.set(key, turn);
    const step = await this.#processSafely(key, turn);
    this.#active.delete(key);
    this.#follow(key, step, lane);
    const dirty = this.#dirty.get(key);
    this.#dirty.delete(key);
    if (dirty !== undefined) this.add(key, dirty);
    turn.release();
    this.#dispatch();
  }

  async #processSafely(key: string, turn: Turn): Promise<NextStep> {
    try {
      return await this.#process(key, turn);
    } catch (error) {
      this.#options.onError(key, error);
      return { kind: 'Backoff' };
    }
  }

  /** A key comes back in the lane it was taken from: a retry of a resync does not pass a change. */
  #follow(key: string, step: NextStep, lane: Lane): void {
    if (step.kind === 'Deferred') return;
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
