import { type Result, failed, success } from '../core/result.ts';
import { Deadline } from '../runtime/deadline.ts';
import type { KubeConnection } from './connection.ts';
import type { Use } from './connection-pools.ts';
import { aborted, type KubeFailure, unavailable } from './failure.ts';
import { readBounded } from './read-bounded.ts';
import { type Call, failureOfThrown, send } from './send.ts';

export interface KubeRequest extends Call {
  readonly signal: AbortSignal;
  /** From asking for credentials to the last byte: 30 s unless given. What is reported has waited before for its turn. */
  readonly timeoutMs?: number;
  /** 16 MiB unless given: one object, of which JSON may write a byte as six. */
  readonly maxBytes?: number;
  /** `Request` unless given. */
  readonly use?: Exclude<Use, 'Watch'>;
}

/**
 * One request, one answer: the JSON that came with a 2xx, as it came, or a failure. Sends once and never throws; the table
 * of KubeFailure says who tries again.
 */
export async function request(connection: KubeConnection, request: KubeRequest): Promise<Result<unknown, KubeFailure>> {
  if (request.use !== 'Report') return exchange(connection, request);
  const endTurn = await connection.reports.take(request.signal);
  if (endTurn === undefined) return failed(aborted);
  return exchange(connection, request).finally(endTurn);
}

async function exchange(connection: KubeConnection, request: KubeRequest): Promise<Result<unknown, KubeFailure>> {
  const { signal, timeoutMs = 30_000, maxBytes = 16 * 1024 * 1024, use = 'Request', ...call } = request;
  const deadline = new Deadline(signal, timeoutMs);
  try {
    const answer = await send(connection, call, { use, deadline });
    if (!answer.ok) return answer;
    const text = await readBounded(answer.value.body, maxBytes);
    return text === undefined ? failed(tooLarge) : parseJson(text);
  } catch (error) {
    return failed(failureOfThrown(error, deadline));
  } finally {
    deadline.clear();
  }
}

const tooLarge = unavailable('the answer is too large');

export const isTooLarge = (failure: KubeFailure): boolean => failure === tooLarge;

/** The exception of JSON.parse quotes the text, which may be a Secret: it is dropped here. */
function parseJson(text: string): Result<unknown, KubeFailure> {
  try {
    return success(JSON.parse(text));
  } catch {
    return failed(unavailable('the answer is not JSON'));
  }
}
