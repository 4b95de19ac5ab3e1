import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { Answer } from './answer.ts';
import type { Envelope } from './envelope.ts';
import { knownKind } from './error-table.ts';
import { rateLimitNews } from './ratelimit-headers.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Request } from './transport.ts';

/** How long to stop after a 429 that does not say: Cloudflare's own window, in which every further call is refused. */
const windowMs = 300_000;

/**
 * What an answer that is no success means. The first row that fits counts.
 *
 * | answer                                         | failure                                              |
 * |------------------------------------------------|------------------------------------------------------|
 * | 429, whatever its body                         | RateLimited                                          |
 * | header `cf-mitigated`                          | Unavailable: a challenge page, the API was not asked |
 * | 5xx                                            | Unavailable: the server's trouble, whatever it says  |
 * | errors with a row in the error table           | that row's kind                                      |
 * | 413, whatever its body                         | Rejected: fewer at once may go through               |
 * | 401 or 403 without a text, or as an envelope   | Unauthenticated, Forbidden                           |
 * | any text that is no envelope; 1xx, 3xx, 408    | Unavailable: somebody between us and the API         |
 * | everything else                                | Rejected                                             |
 *
 * A lost answer to a GET has changed nothing, so its `processed` is `No`.
 */
export function answerFailure(
  answer: Answer,
  envelope: Envelope | undefined,
  method: Request['method'],
): CloudflareFailure {
  const { status } = answer;
  const waitMs = retryAfterMs(answer.header('retry-after'), answer.header('date'));
  const lost = method === 'GET' ? 'No' : 'Maybe';
  if (status === 429) return { kind: 'RateLimited', retryAfterMs: waitMs ?? rateLimitNews(answer).resetMs ?? windowMs };
  if (answer.header('cf-mitigated') !== undefined) return unavailable('blocked by a challenge page', 'No', waitMs);
  if (status >= 500) return unavailable(`HTTP ${status}`, lost, waitMs);
  const known = knownKind(envelope?.errors ?? []);
  if (known !== undefined) return { kind: known };
  if (status === 413) return { kind: 'Rejected', status, code: envelope?.errors[0]?.code };
  if (envelope === undefined && answer.text.trim() !== '') {
    return unavailable(`HTTP ${status} without JSON`, isRefusal(status) ? 'No' : lost, waitMs);
  }
  if (status === 401) return { kind: 'Unauthenticated' };
  if (status === 403) return { kind: 'Forbidden' };
  if (isRefusal(status) || (envelope?.errors.length ?? 0) > 0) {
    return { kind: 'Rejected', status, code: envelope?.errors[0]?.code };
  }
  return unavailable(`HTTP ${status}`, lost, waitMs);
}

/** 408 says that the server gave up waiting: it may still have acted. Every other 4xx says that nothing was done. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

function unavailable(detail: string, processed: 'No' | 'Maybe', waitMs: number | undefined): CloudflareFailure {
  return { kind: 'Unavailable', detail, processed, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}
