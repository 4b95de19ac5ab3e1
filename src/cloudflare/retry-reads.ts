import pRetry from 'p-retry';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, type Result } from '../core/result.ts';

/** p-retry speaks exceptions: this one carries a failure through it and goes no further. */
class AnotherTry extends Error {
  readonly failure: CloudflareFailure;

  constructor(failure: CloudflareFailure) {
    super('another try');
    this.failure = failure;
  }
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Before the second try; at most doubled by chance, and twice as long before the third. */
  readonly firstDelayMs: number;
}

/**
 * A read, up to three times and not begun again after five seconds, while it ends in `Unavailable`. Any other failure comes
 * back at once, and so does an `Unavailable` that says when to come back: longer waits are the queue's business, which holds
 * nobody meanwhile. Never for writes: one whose answer was lost may have been carried out.
 */
export async function withShortRetries<T>(
  read: () => Promise<Result<T, CloudflareFailure>>,
  { signal, firstDelayMs }: RetryOptions,
): Promise<Result<T, CloudflareFailure>> {
  const attempt = async (): Promise<Result<T, CloudflareFailure>> => {
    const result = await read();
    if (!result.ok && isWorthAnotherTry(result.failure)) throw new AnotherTry(result.failure);
    return result;
  };
  try {
    return await pRetry(attempt, { retries: 2, minTimeout: firstDelayMs, maxRetryTime: 5000, randomize: true, signal });
  } catch (error) {
    if (signal.aborted) return failed({ kind: 'Aborted' });
    if (error instanceof AnotherTry) return failed(error.failure);
    throw error;
  }
}

const isWorthAnotherTry = (failure: CloudflareFailure): boolean =>
  failure.kind === 'Unavailable' && failure.retryAfterMs === undefined;
