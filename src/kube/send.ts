import { type Dispatcher, request as sendRequest } from 'undici';
import { type Result, failed, success } from '../core/result.ts';
import type { Deadline } from '../runtime/deadline.ts';
import { onAbort } from '../runtime/on-abort.ts';
import type { KubeConnection } from './connection.ts';
import type { Use } from './connection-pools.ts';
import { type KubeFailure, aborted, unavailable } from './failure.ts';
import { FenceClosed } from './fenced.ts';
import { readBounded } from './read-bounded.ts';
import { failureOf } from './status-failure.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** From the root of the API server: `/api/v1/…`. */
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `application/json` unless given. */
  readonly contentType?: string;
  /** `application/json` unless given. */
  readonly accept?: string;
}

export interface SendOptions {
  readonly use: Use;
  /** Ends the call wherever it is, the reading of the body included. */
  readonly deadline: Deadline;
}

type Answer = Dispatcher.ResponseData;

/** An error's body is a Status; more than this is a proxy's page, of which nothing is used. */
const maxErrorBytes = 64 * 1024;

/**
 * Sends one call. Comes back with the answer as soon as its headers are there, if they say 2xx, and the body must be read; or
 * with a failure. Redirects are not followed: they would carry the token elsewhere. Throws what undici throws; see
 * `failureOfThrown`.
 */
export async function send(
  connection: KubeConnection,
  call: Call,
  options: SendOptions,
): Promise<Result<Answer, KubeFailure>> {
  const { signal } = options.deadline;
  const access = await Promise.race([connection.access(options.use), rejectWhenAborted(signal)]);
  if (!access.ok) return access;
  const { server, headers, dispatcher } = access.value;
  const url = urlOf(server, call);
  if (!url.pathname.endsWith(call.path)) return failed(leadsElsewhere);
  const answer = await sendRequest(url, {
    method: call.method,
    headers: {
      ...headers,
      accept: call.accept ?? 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
    },
    body: call.body === undefined ? null : JSON.stringify(call.body),
    dispatcher,
    signal,
  });
  if (answer.statusCode >= 200 && answer.statusCode < 300) return success(answer);
  if (answer.statusCode === 401) connection.renewCredentials();
  return failed(await readFailure(answer));
}

/** What a call's exception means. undici puts a code on it, and nothing else of it is kept. */
export function failureOfThrown(error: unknown, deadline: Deadline): KubeFailure {
  if (deadline.expired) return unavailable('timed out');
  if (deadline.signal.aborted || error instanceof FenceClosed) return aborted;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return unavailable(/^[A-Z_0-9]+$/.test(code) ? `no connection (${code})` : 'no connection');
}

/** A URL drops the segments `.` and `..`, which a user may well give for a name; no object is called so. */
const leadsElsewhere: KubeFailure = { kind: 'NotFound', status: 404, detail: 'not found', missing: undefined };

function urlOf(server: string, { path, query = {} }: Call): URL {
  const url = new URL(server + path);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

async function readFailure({ statusCode, headers, body }: Answer): Promise<KubeFailure> {
  const text = await readBounded(body, maxErrorBytes);
  const retryAfter = headers['retry-after'];
  return failureOf({ status: statusCode, retryAfter: retryAfter?.toString(), body: parseOrNothing(text ?? '') });
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const rejectWhenAborted = async (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    onAbort(signal, () => reject(new Error('aborted')));
  });
