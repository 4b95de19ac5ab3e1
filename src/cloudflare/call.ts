import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import type { Clock } from '../runtime/clock.ts';
import { answerFailure } from './answer-failure.ts';
import type { Answer } from './answer.ts';
import type { Breakers } from './breakers.ts';
import type { RateBudget } from './budget.ts';
import type { CallOptions } from './call-options.ts';
import type { CallReport, Operation } from './call-report.ts';
import type { Credential } from './credential.ts';
import { emptyEnvelope, parseEnvelope, type Envelope } from './envelope.ts';
import { type RateLimitNews, rateLimitNews } from './ratelimit-headers.ts';
import { withShortRetries } from './retry-reads.ts';
import type { Request, Transport } from './transport.ts';

/** One request to the API and what its answer must be. */
interface Call<T> {
  readonly operation: Operation;
  readonly method: Request['method'];
  readonly path: string;
  readonly body?: unknown;
  /** From the envelope of a success; undefined when it is not what it should be. */
  readonly parse: (envelope: Envelope) => T | undefined;
  /** How many secrets it is for, where that may be many. */
  readonly secrets?: number;
  /** A refusal says nothing about the credential: this page speaks to some kinds of it only. */
  readonly mayBeRefused?: true;
}

/** Sends a call with one credential, through its budget. Reads are tried again for a short while, writes never. */
export type Caller = <T>(call: Call<T>, options: CallOptions) => Promise<Result<T, CloudflareFailure>>;

export interface CallerParts {
  readonly transport: Transport;
  /** Those of the credential: asked for at each call. */
  readonly gates: () => { readonly budget: RateBudget; readonly breakers: Breakers };
  readonly credential: Credential;
  readonly retryDelayMs: number;
  readonly clock: Clock;
  readonly onCall: (report: CallReport) => void;
}

export function createCaller(parts: CallerParts): Caller {
  return async (call, options) => {
    const once = () => callOnce(parts, call, options);
    if (call.method !== 'GET') return once();
    return withShortRetries(once, { signal: options.signal, firstDelayMs: parts.retryDelayMs });
  };
}

async function callOnce<T>(
  parts: CallerParts,
  call: Call<T>,
  options: CallOptions,
): Promise<Result<T, CloudflareFailure>> {
  const { gates, clock, onCall } = parts;
  const { budget, breakers } = gates();
  const askedAt = clock.nowMs();
  const admission = await budget.admit(options);
  if (!admission.ok) return admission;
  const trial = breakers.of(call.path).begin();
  if (!trial.ok) {
    budget.ended({ isUnsent: true });
    return trial;
  }
  const sentAt = clock.nowMs();
  const { result, news } = await exchange(parts, call, options);
  const isStop = !result.ok && result.failure.kind === 'RateLimited';
  budget.ended({ ...(news && { news }), ...(isStop && { stopMs: result.failure.retryAfterMs }) });
  const outcome = result.ok ? 'Success' : result.failure.kind;
  const { operation, secrets } = call;
  const times = { waitedMs: sentAt - askedAt, tookMs: clock.nowMs() - sentAt };
  onCall({ operation, outcome, ...times, ...(secrets !== undefined && { secrets }) });
  return call.mayBeRefused && outcome === 'Unauthenticated' ? result : trial.value.end(result);
}

/** Sends it, and finds out what the answer means, and what it says about the rate limit. */
async function exchange<T>(
  { transport, credential }: CallerParts,
  call: Call<T>,
  { signal }: CallOptions,
): Promise<{ readonly result: Result<T, CloudflareFailure>; readonly news?: RateLimitNews }> {
  const { method, path, body } = call;
  const sent = await transport.send({ method, path, body, credential: credential.headers(), signal });
  return sent.ok ? { result: meaningOf(sent.value, call), news: rateLimitNews(sent.value) } : { result: sent };
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
