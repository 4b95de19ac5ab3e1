import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import {
  afterEnding,
  afterSending,
  initialAllowance,
  shareLeft,
  waitMs,
  type Allowance,
  type Ending,
} from './allowance.ts';
import type { CallOptions } from './call-options.ts';
import type { Lane } from '../runtime/lane.ts';
import type { Clock } from '../runtime/clock.ts';
import { onAbort } from '../runtime/on-abort.ts';

export interface BudgetOptions {
  readonly clock: Clock;
  /** The part of Cloudflare's quota that we use, between 0 and 1. */
  readonly share: number;
  /** Whoever would wait longer than this is sent away at once, with the time to come back. */
  readonly maxWaitMs: number;
  /** Requests on their way at once; the next waits for one of them to end. */
  readonly maxInFlight: number;
}

/** How things stand, for whoever looks on. */
export interface BudgetState {
  /** Requests that we allow ourselves in a window. */
  readonly limit: number;
  /** How many of them are left; none while nothing may be sent at all. */
  readonly remaining: number;
  /** Calls that wait for their turn now. */
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Calls that were sent away since the start, for they would have waited too long. */
  readonly postponed: number;
}

type Admission = Result<void, CloudflareFailure>;

interface Waiter {
  readonly giveUpAt: number;
  readonly answer: (admission: Admission) => void;
}

/** In this order they are served. */
const lanes: readonly Lane[] = ['Change', 'Resync'];

/** The requests of one credential: who may send now, who waits, who comes back later. What it knows is an Allowance. */
export class RateBudget {
  readonly #options: BudgetOptions;
  readonly #waiting: Readonly<Record<Lane, Set<Waiter>>> = { Change: new Set(), Resync: new Set() };
  #allowance: Allowance = initialAllowance;
  #cancelTimer: () => void = () => undefined;
  #postponed = 0;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  get state(): BudgetState {
    const { clock, share } = this.#options;
    const waiting = { Change: this.#waiting.Change.size, Resync: this.#waiting.Resync.size };
    return { ...shareLeft(this.#allowance, { now: clock.nowMs(), share }), waiting, postponed: this.#postponed };
  }

  /**
   * Succeeds when one request may be sent: the caller then reports its end by `ended`, whatever it was. Fails with
   * `RateLimited` when that would be in more than `maxWaitMs`, with `Aborted` when the signal came first.
   */
  async admit({ lane, signal }: CallOptions): Promise<Admission> {
    if (signal.aborted) return failed({ kind: 'Aborted' });
    this.#serve();
    if (this.#mayGo(lane)) return this.#spend();
    return new Promise((resolve) => this.#enqueue(lane, signal, resolve));
  }

  /** An admitted request is over, and this is what it taught. */
  ended(ending: Ending): void {
    this.#allowance = afterEnding(this.#allowance, ending, this.#options.clock.nowMs());
    this.#serve();
  }

  #waitMs(lane: Lane): number {
    return waitMs(this.#allowance, { lane, now: this.#options.clock.nowMs(), share: this.#options.share });
  }

  #mayGo(lane: Lane): boolean {
    return this.#allowance.inFlight < this.#options.maxInFlight && this.#waitMs(lane) === 0;
  }

  #spend(): Admission {
    this.#allowance = afterSending(this.#allowance, this.#options.clock.nowMs());
    return success(undefined);
  }

  #enqueue(lane: Lane, signal: AbortSignal, resolve: (admission: Admission) => void): void {
    const queue = this.#waiting[lane];
    const abort = (): void => {
      queue.delete(waiter);
      resolve(failed({ kind: 'Aborted' }));
    };
    const waiter: Waiter = {
      giveUpAt: this.#options.clock.nowMs() + this.#options.maxWaitMs,
      answer: (admission) => {
        queue.delete(waiter);
        unfollow();
        resolve(admission);
      },
    };
    queue.add(waiter);
    const unfollow = onAbort(signal, abort);
    this.#serve();
  }

  /** Lets go whoever may go, sends away whoever would wait too long, and comes back for the rest. */
  #serve(): void {
    this.#cancelTimer();
    const now = this.#options.clock.nowMs();
    for (const lane of lanes) {
      for (const waiter of this.#waiting[lane]) {
        const wait = this.#waitMs(lane);
        if (this.#mayGo(lane)) waiter.answer(this.#spend());
        else if (now + wait > waiter.giveUpAt) this.#postpone(waiter, wait);
      }
    }
    const waits = lanes.filter((lane) => this.#waiting[lane].size > 0).map((lane) => this.#waitMs(lane));
    const nextMs = Math.min(...waits.filter((ms) => ms > 0));
    if (nextMs < Infinity) this.#cancelTimer = this.#options.clock.setTimer(nextMs, () => this.#serve());
  }

  #postpone(waiter: Waiter, waitMs: number): void {
    this.#postponed += 1;
    waiter.answer(failed({ kind: 'RateLimited', retryAfterMs: waitMs }));
  }
}
