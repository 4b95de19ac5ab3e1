import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import { answerFailure } from './answer-failure.ts';
import type { Answer } from './answer.ts';
import type { RateBudget } from './budget.ts';
import type { CallOptions } from './call-options.ts';
import type { Credential } from './credential.ts';
import { emptyEnvelope, parseEnvelope, type Envelope } from './envelope.ts';
import { rateLimitNews } from './ratelimit-headers.ts';
import { withShortRetries } from './retry-reads.ts';
import type { Request, Transport } from './transport.ts';

/** One request to the API and what its answer must be. */
interface Call<T> {
  readonly method: Request['method'];
  readonly path: string;
  readonly body?: unknown;
  /** From the envelope of a success; undefined when it is not what it should be. */
  readonly parse: (envelope: Envelope) => T | undefined;
}

/** Sends a call with one credential, through its budget. Reads are tried again for a short while, writes never. */
export type Caller = <T>(call: Call<T>, options: CallOptions) => Promise<Result<T, CloudflareFailure>>;

export interface CallerParts {
  readonly transport: Transport;
  readonly budget: RateBudget;
  readonly credential: Credential;
  readonly retryDelayMs: number;
}

export function createCaller(parts: CallerParts): Caller {
  return async (call, options) => {
    const once = () => callOnce(parts, call, options);
    if (call.method !== 'GET') return once();
    return withShortRetries(once, { signal: options.signal, firstDelayMs: parts.retryDelayMs });
  };
}

async function callOnce<T>(
  { transport, budget, credential }: CallerParts,
  call: Call<T>,
  options: CallOptions,
): Promise<Result<T, CloudflareFailure>> {
  const admission = await budget.admit(options);
  if (!admission.ok) return admission;
  const { method, path, body } = call;
  const sent = await transport.send({ method, path, body, credential: credential.headers(), signal: options.signal });
  if (!sent.ok) {
    budget.ended({});
    return sent;
  }
  const result = meaningOf(sent.value, call);
  const isStop = !result.ok && result.failure.kind === 'RateLimited';
  budget.ended({ news: rateLimitNews(sent.value), ...(isStop ? { stopMs: result.failure.retryAfterMs } : {}) });
  return result;
}

/** A success may have an empty body (deletes), must else be an envelope, and its result must be what the call expects. */
function meaningOf<T>(answer: Answer, call: Call<T>): Result<T, CloudflareFailure> {
  const isEmpty = answer.text.trim() === '';
  const envelope = isEmpty ? undefined : parseEnvelope(answer.text);
  if (answer.status < 200 || answer.status > 299 || envelope?.success === false) {
    return failed(answerFailure(answer, envelope, call.method));
  }
  const value = envelope === undefined && !isEmpty ? undefined : call.parse(envelope ?? emptyEnvelope);
  if (value !== undefined) return success(value);
  const processed = call.method === 'GET' ? 'No' : 'Maybe';
  return failed({ kind: 'Unavailable', detail: `HTTP ${answer.status} with an unknown answer`, processed });
}
