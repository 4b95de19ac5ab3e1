import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';

type Answer<T> = Result<T, CloudflareFailure>;

/** One call that may be sent. */
export interface Trial {
  /** How it ended. Answers the same, with the time to come back where the credential was refused. */
  readonly end: <T>(answer: Answer<T>) => Answer<T>;
}

const patience: Backoff = { baseMs: 1_000, maxMs: 300_000 };

export interface BreakerOptions {
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Keeps a refused credential from being refused a thousand times: after a refusal nothing is sent until a backoff has passed,
 * then one call, the probe, finds out for all. What a wrong token costs is one call a step: after 1 s, 2 s, 4 s, to 5 min.
 *
 * | state   | a call      | it ends refused        | it ends otherwise               |
 * |---------|-------------|------------------------|---------------------------------|
 * | closed  | is sent     | open, first step       | closed                          |
 * | open    | is refused  | (one of before: open)  | (one of before: open)           |
 * | due     | is the probe | open, next step        | accepted: closed; no answer: due |
 * | probing | is refused  | (one of before: stays) | (one of before: stays)          |
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #refusals = 0;
  #openUntil = 0;
  #isProbing = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Whether a call may be sent now. Its end must be told. */
  begin(): Result<Trial, CloudflareFailure> {
    if (this.#refusals === 0) return success({ end: (answer) => this.#ended(answer) });
    if (this.#isProbing || this.#waitMs() > 0) return failed(this.#refusal());
    this.#isProbing = true;
    return success({
      end: (answer) => {
        this.#isProbing = false;
        if (isAccepted(answer)) this.#refusals = 0;
        return this.#ended(answer);
      },
    });
  }

  #ended<T>(answer: Answer<T>): Answer<T> {
    if (answer.ok || answer.failure.kind !== 'Unauthenticated') return answer;
    const { clock, random } = this.#options;
    if (this.#waitMs() === 0 && !this.#isProbing) {
      this.#refusals += 1;
      this.#openUntil = clock.nowMs() + backoffMs(patience, this.#refusals, random);
    }
    return failed(this.#refusal());
  }

  #waitMs(): number {
    return Math.max(0, this.#openUntil - this.#options.clock.nowMs());
  }

  #refusal(): CloudflareFailure {
    return { kind: 'Unauthenticated', retryAfterMs: Math.max(1, Math.ceil(this.#waitMs())) };
  }
}

/** Whether somebody has looked at the credential and let it pass. */
function isAccepted(answer: Answer<unknown>): boolean {
  if (answer.ok) return true;
  const { kind } = answer.failure;
  return kind !== 'Unauthenticated' && kind !== 'Unavailable' && kind !== 'RateLimited' && kind !== 'Aborted';
}
