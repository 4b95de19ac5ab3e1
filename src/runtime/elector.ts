import { backoffMs } from './backoff.ts';
import { Candidate, type CandidateOptions } from './candidate.ts';
import { systemClock } from './clock.ts';
import type { Leadership } from './leadership.ts';
import type { LeaseRecord } from './lease.ts';
import { sleep } from './sleep.ts';

export interface ElectorOptions extends Omit<CandidateOptions, 'clock'>, Partial<Pick<CandidateOptions, 'clock'>> {
  readonly random?: () => number;
}

/** After a failure the next try comes sooner than after a success, and then later and later. */
const triesPerRetry = 5;

/**
 * Stands by until a lease is free, takes it, and renews it for as long as it can.
 *
 * | state       | what happens                                  | next                                        |
 * |-------------|-----------------------------------------------|---------------------------------------------|
 * | standing by | the lease is free, and the write goes through | leading                                     |
 * | leading     | a renewal goes through                        | leading                                     |
 * | leading     | another one holds the lease                   | lost                                        |
 * | leading     | no renewal for `renewWithinMs`                | lost                                        |
 * | any         | `end`                                         | over; the lease is given back if it is ours |
 *
 * Lost is for good: what this process knows may be wrong by then, and a new one starts with nothing.
 */
export class Elector implements Leadership {
  readonly #options: Required<ElectorOptions>;
  readonly #candidate: Candidate;
  readonly #gained = Promise.withResolvers<'AtOnce' | 'AfterAnother'>();
  readonly #lost = new AbortController();
  readonly #ending = new AbortController();
  #hasStoodBy = false;
  #wake: () => void = () => undefined;
  #running = Promise.resolve();

  constructor(options: ElectorOptions) {
    this.#options = { clock: systemClock, random: Math.random, ...options };
    this.#candidate = new Candidate(this.#options);
  }

  get gained(): Promise<'AtOnce' | 'AfterAnother'> {
    return this.#gained.promise;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Call it once. */
  start(): void {
    this.#running = this.#run();
  }

  /**
   * Renews no more, closes the fence, and gives the lease back if it is ours. To be called when all work has stopped: another
   * process may begin at once. Resolves, soon, also where the lease could not be given back.
   */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#options.fence.close();
    if (!this.#lost.signal.aborted) await this.#candidate.giveBack();
  }

  async #run(): Promise<void> {
    const following = new AbortController();
    const isLeading = await this.#standBy(following.signal);
    following.abort();
    if (!isLeading) return;
    this.#options.onNews({ kind: 'Leads', transitions: this.#candidate.record?.transitions ?? 0 });
    this.#gained.resolve(this.#hasStoodBy ? 'AfterAnother' : 'AtOnce');
    await this.#keep();
  }

  /** While standing by: what is given back need not be waited for. */
  #hear(record: LeaseRecord | undefined): void {
    this.#candidate.see(record);
    if (record?.holder === undefined) this.#wake();
  }

  /** Resolves with true when the lease is ours, with false when this one has ended before. */
  async #standBy(following: AbortSignal): Promise<boolean> {
    const { lease, timing, random } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const attempt = await this.#candidate.tryToTake(signal);
      if (attempt === 'Gained') return true;
      if (attempt === 'Held' && !this.#hasStoodBy) {
        this.#hasStoodBy = true;
        lease.follow((record) => this.#hear(record), { signal: following });
      }
      // What began together does not go on together.
      const nextLookMs = timing.retryMs * (1 + random() / 5);
      await this.#pause(
        attempt === 'Held' ? Math.min(nextLookMs, this.#candidate.untilFreeMs) : this.#afterFailureMs(),
      );
    }
    return false;
  }

  /** Renews until that no longer works, or this one ends. */
  async #keep(): Promise<void> {
    const { timing, fence } = this.#options;
    let waitMs = timing.retryMs;
    for (;;) {
      await this.#pause(Math.min(waitMs, fence.leftMs));
      if (this.#ending.signal.aborted) return;
      if (!fence.isOpen) return this.#lose(undefined);
      const attempt = await this.#candidate.write(this.#ending.signal);
      if (attempt === 'Held') return this.#lose(this.#candidate.record?.holder);
      waitMs = attempt === 'Gained' ? timing.retryMs : this.#afterFailureMs();
    }
  }

  #afterFailureMs(): number {
    const { timing, random } = this.#options;
    const patience = { baseMs: timing.retryMs / triesPerRetry, maxMs: timing.retryMs };
    return backoffMs(patience, Math.max(1, this.#candidate.failures), random);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#ending;
    if (ms <= 0 || signal.aborted) return;
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    signal.addEventListener('abort', this.#wake, { once: true });
    await sleep(ms, waking.signal, this.#options.clock);
    signal.removeEventListener('abort', this.#wake);
  }

  #lose(holder: string | undefined): void {
    this.#options.fence.close();
    this.#options.onNews({ kind: 'Lost', holder });
    this.#lost.abort();
  }
}
