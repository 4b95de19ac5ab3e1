import http from 'node:http';
import https from 'node:https';
import { create, type AxiosInstance, type AxiosResponse } from 'axios';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import type { Clock } from '../runtime/clock.ts';
import { Deadline } from '../runtime/deadline.ts';
import type { Fence } from '../runtime/fence.ts';
import type { Answer } from './answer.ts';
import { connectionDetail } from './connection-failure.ts';
import { textOf } from './json-fields.ts';
import { watchedTransport, type Connection } from './connection.ts';
import { headerText, jsonText, type HeaderParts } from './wire-text.ts';

export interface TransportOptions {
  readonly clock: Clock;
  /** Where the API is, for example `https://api.cloudflare.com/client/v4`. A slash at the end does not matter. */
  readonly baseUrl: string;
  readonly userAgent: string;
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Longer answers, after decompression, are cut off. */
  readonly maxAnswerBytes: number;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not. */
  readonly proxyEnvironment: NodeJS.ProcessEnv;
  /** While it is closed, nothing is sent. */
  readonly fence: Fence;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly credential: HeaderParts;
  /** Anything JSON can say, and SecretValues in it. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

export interface Transport {
  /**
   * One request and its answer, of any status; redirects are not followed, nothing is retried. Fails with `Aborted` when
   * the signal ended it or the fence is closed, `Unauthenticated` when the credential cannot stand in a header, `StoreNotFound` when the path would
   * lead elsewhere, else with `Unavailable`, where `processed` is `Maybe` only for a write that had a connection to leave by.
   */
  readonly send: (request: Request) => Promise<Result<Answer, CloudflareFailure>>;
  /** Closes idle connections. */
  readonly close: () => void;
}

export function createTransport(options: TransportOptions): Transport {
  const agents = createAgents(options.proxyEnvironment);
  const client = createAxios(options, agents);
  return {
    send: async (request) => {
      const headers = headersOf(request);
      if (headers === undefined) return failed({ kind: 'Unauthenticated' });
      if (leadsElsewhere(options.baseUrl, request.path)) return failed({ kind: 'StoreNotFound' });
      return exchange(client, { ...request, headers }, options);
    },
    close: () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
}

/** A URL drops the segments `.` and `..`, which a forged status may well give for an id; no store is called so. */
function leadsElsewhere(baseUrl: string, path: string): boolean {
  const [withoutQuery = ''] = path.split('?', 1);
  return !new URL(baseUrl.replace(/\/$/, '') + path).pathname.endsWith(withoutQuery);
}

interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/**
 * Connections are kept, also through a proxy: `proxyEnv` is Node's own proxy support (24.5 and later), which reuses a tunnel.
 * Where Node ignores that option, axios reads the environment itself and opens one tunnel per request.
 */
function createAgents(proxyEnv: NodeJS.ProcessEnv): Agents {
  const options = { keepAlive: true, maxSockets: 16, timeout: 50_000, proxyEnv };
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
}

/**
 * No redirects, since they would carry the token elsewhere. Text in both directions: what comes may be HTML, and what goes
 * axios would else parse once more, to see whether it is JSON.
 */
const createAxios = ({ baseUrl, maxAnswerBytes, userAgent }: TransportOptions, agents: Agents): AxiosInstance =>
  create({
    ...agents,
    adapter: 'http',
    baseURL: baseUrl,
    headers: { Accept: 'application/json', 'User-Agent': userAgent },
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    responseType: 'text',
    validateStatus: () => true,
    transformRequest: (body: unknown) => body,
  });

type PlainHeaders = Readonly<Record<string, string>>;

function headersOf({ credential, body }: Request): PlainHeaders | undefined {
  const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  for (const [name, parts] of Object.entries(credential)) {
    const text = headerText(parts);
    if (text === undefined) return undefined;
    headers[name] = text;
  }
  return headers;
}

async function exchange(
  client: AxiosInstance,
  request: Request & { readonly headers: PlainHeaders },
  { clock, timeoutMs, connectTimeoutMs, fence }: TransportOptions,
): Promise<Result<Answer, CloudflareFailure>> {
  const { method, path, headers, body, signal } = request;
  const connection: Connection = { established: false };
  const deadline = new Deadline(signal, timeoutMs, clock);
  try {
    const response = await client.request({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { data: jsonText(body) }),
      signal: deadline.signal,
      transport: watchedTransport(connection, { clock, connectLimitMs: connectTimeoutMs, fence }),
    });
    return success(answerOf(response));
  } catch (error) {
    if (signal.aborted || !fence.isOpen) return failed({ kind: 'Aborted' });
    const detail = deadline.expired ? 'timed out' : connectionDetail(error);
    const processed = method !== 'GET' && connection.established ? 'Maybe' : 'No';
    return failed({ kind: 'Unavailable', detail, processed });
  } finally {
    deadline.clear();
  }
}

function answerOf(response: AxiosResponse<unknown>): Answer {
  const headers: Readonly<Record<string, unknown>> = response.headers;
  return {
    status: response.status,
    header: (name) => textOf(headers[name]),
    text: typeof response.data === 'string' ? response.data : '',
  };
}
