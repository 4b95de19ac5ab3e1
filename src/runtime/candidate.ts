import type { Clock } from './clock.ts';
import { Deadline } from './deadline.ts';
import type { ElectionNews } from './election-news.ts';
import type { TimedFence } from './fence.ts';
import type { Lease, LeaseCall, LeaseRecord, LeaseTiming } from './lease.ts';
import { freeFromMs, nothingSeen, seen } from './lease-view.ts';

export interface CandidateOptions {
  readonly lease: Lease;
  /** Of this process and no other, of this start and no other. */
  readonly identity: string;
  readonly timing: LeaseTiming;
  /** Open while the lease is ours. */
  readonly fence: TimedFence;
  readonly clock: Clock;
  readonly onNews: (news: ElectionNews) => void;
}

/** `Held`: by another one. */
export type Attempt = 'Gained' | 'Held' | 'Failed';

const releaseTries = 3;

/** One who looks at a lease, and takes it, renews it and gives it back: one attempt at a time, each of them bounded. */
export class Candidate {
  readonly #options: CandidateOptions;
  #view = nothingSeen;
  #mayHold = false;
  #failures = 0;
  #lastFailure = '';

  constructor(options: CandidateOptions) {
    this.#options = options;
  }

  get record(): LeaseRecord | undefined {
    return this.#view.record;
  }

  /** Failed attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** How long until the lease may be taken, by what was seen of it: 0 where it may be now. */
  get untilFreeMs(): number {
    const { identity, clock } = this.#options;
    return Math.max(0, freeFromMs(this.#view, identity) - clock.nowMs());
  }

  /** The lease was seen. */
  see(record: LeaseRecord | undefined): void {
    const { clock, identity, fence, onNews } = this.#options;
    const before = this.#view.record?.holder;
    this.#view = seen(this.#view, record, clock.nowMs());
    const holder = record?.holder;
    const isNew = holder !== undefined && holder !== before && holder !== identity;
    if (isNew && !fence.isOpen) onNews({ kind: 'StandsBy', holder });
  }

  /** Looks at the lease, and takes it if it is free. */
  async tryToTake(signal: AbortSignal): Promise<Attempt> {
    if (!(await this.#look(signal))) return 'Failed';
    return this.untilFreeMs === 0 ? this.write(signal) : 'Held';
  }

  /**
   * Makes the lease ours, for the first time or once more, unless it has changed since it was last seen: then it is looked at
   * again. From the beginning of the write on, and not from its answer, others may count the time.
   */
  async write(signal: AbortSignal): Promise<Attempt> {
    const { lease, identity, timing, clock, fence } = this.#options;
    const askedMs = clock.nowMs();
    this.#mayHold = true;
    const wish = { holder: identity, durationMs: timing.durationMs };
    const writing = await this.#call(signal, async (call) => lease.write(this.#view.record, wish, call));
    switch (writing.kind) {
      case 'Written':
        this.#failures = 0;
        this.#lastFailure = '';
        this.see(writing.record);
        fence.openUntil(askedMs + timing.renewWithinMs);
        return 'Gained';
      case 'Outrun':
        return (await this.#look(signal)) && this.untilFreeMs > 0 ? 'Held' : 'Failed';
      case 'Failed':
        this.#fail('write', writing.detail);
        return 'Failed';
    }
  }

  /** Gives the lease back if it is ours, or may be: of a write without an answer nobody knows. Gives up after a while. */
  async giveBack(): Promise<void> {
    if (!this.#mayHold) return;
    const { timing, clock } = this.#options;
    const deadline = new Deadline(new AbortController().signal, timing.retryMs, clock);
    for (let tries = 1; tries <= releaseTries; tries += 1) if (await this.#isGivenBack(deadline)) break;
    deadline.clear();
  }

  async #isGivenBack(call: LeaseCall): Promise<boolean> {
    const { lease, identity, onNews } = this.#options;
    const reading = await lease.read(call);
    if (reading.kind === 'Failed') {
      this.#fail('read', reading.detail);
      return false;
    }
    if (reading.record?.holder !== identity) return true;
    const writing = await lease.write(reading.record, { holder: undefined, durationMs: 1_000 }, call);
    if (writing.kind === 'Failed') this.#fail('write', writing.detail);
    if (writing.kind === 'Written') onNews({ kind: 'Released' });
    return writing.kind === 'Written';
  }

  /** Sees the lease as it is now; false where it cannot. */
  async #look(signal: AbortSignal): Promise<boolean> {
    const reading = await this.#call(signal, async (call) => this.#options.lease.read(call));
    if (reading.kind === 'Failed') this.#fail('read', reading.detail);
    else this.see(reading.record);
    return reading.kind === 'Read';
  }

  /** No call outlasts the time between two renewals, nor that for which the lease is still ours. */
  async #call<T>(signal: AbortSignal, call: (options: LeaseCall) => Promise<T>): Promise<T> {
    const { timing, fence, clock } = this.#options;
    const limitMs = fence.isOpen ? Math.min(timing.retryMs, fence.leftMs) : timing.retryMs;
    const deadline = new Deadline(signal, limitMs, clock);
    try {
      return await call(deadline);
    } finally {
      deadline.clear();
    }
  }

  #fail(action: 'read' | 'write', detail: string): void {
    this.#failures += 1;
    if (detail !== this.#lastFailure) this.#options.onNews({ kind: 'Failed', action, detail });
    this.#lastFailure = detail;
  }
}
