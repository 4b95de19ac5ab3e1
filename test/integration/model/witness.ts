import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target, Write } from './judge-write.ts';

/** The moment of a write, of which `Answered` comes right after the operator has its answer. */
export type Moment = 'Before' | 'Unanswered' | 'Answered';

export interface WitnessOptions {
  /** Of Cloudflare, without the path of the API. */
  readonly origin: string;
  /** Stands in every value. */
  readonly canary: string;
  /** Told of each write before Cloudflare sees it, which waits for it. */
  readonly onWrite: (write: Write) => Promise<void>;
  /** Told of what should not be. */
  readonly onLeak: (complaint: string) => void;
  /** Told of each moment of each write; the request goes no further where it answers `End`. */
  readonly onMoment: (moment: Moment) => 'Go on' | 'End';
}

export interface Witness {
  /** The base URL of the API, for the operator of this generation. */
  readonly baseUrl: (generation: number) => string;
  /** Nothing of this generation gets through any more. */
  readonly cut: (generation: number) => void;
  /** How many writes there were. */
  readonly writes: () => number;
  readonly close: () => Promise<void>;
}

interface Seen {
  readonly name: string;
  readonly comment: string;
}

/** Stands between operator and Cloudflare, and sees every request whole. Everything passes as it is. */
export async function startWitness({ origin, canary, ...told }: WitnessOptions): Promise<Witness> {
  const agent = new http.Agent({ keepAlive: true });
  const dead = new Set<number>();
  const shown = new Map<string, Seen>();
  let writes = 0;

  const server = http.createServer((incoming, response) => {
    const [, generation = '', path = ''] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const isDead = (): boolean => dead.has(Number(generation));
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      void pass({ method: incoming.method ?? 'GET', path, headers: incoming.headers, body: Buffer.concat(chunks) });
    });

    async function pass(request: Request): Promise<void> {
      const leak = leakIn(request, canary);
      if (leak !== undefined) told.onLeak(leak);
      const write = writeOf(request, shown);
      if (write) {
        writes += 1;
        await told.onWrite(write);
        if (told.onMoment('Before') === 'End') return void response.destroy();
      }
      if (isDead()) return void response.destroy();
      const answer = await forward(request, { origin, agent });
      const isEnded = write !== undefined && told.onMoment('Unanswered') === 'End';
      if (answer === undefined || isDead() || isEnded) return void response.destroy();
      remember(answer.body, shown);
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body, () => void (write && told.onMoment('Answered')));
    }
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: (generation) => `http://127.0.0.1:${String(port)}/${generation}/client/v4`,
    cut: (generation) => void dead.add(generation),
    writes: () => writes,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Undefined where the connection is cut before the answer is whole. */
function forward(
  { method, path, headers, body }: Request,
  { origin, agent }: { origin: string; agent: http.Agent },
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const call = http.request(`${origin}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 502, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', () => resolve(undefined));
    });
    call.on('error', () => resolve(undefined));
    call.end(body);
  });
}

const secretPath = /\/secrets(?:\/(?<id>[^/]+))?(?<copy>\/duplicate)?$/;

function writeOf({ method, path, body }: Request, shown: ReadonlyMap<string, Seen>): Write | undefined {
  const { pathname } = new URL(path, 'http://any');
  const found = secretPath.exec(pathname)?.groups;
  if (method === 'GET' || found === undefined) return undefined;
  const json = parse(body);
  const target = (id: string): Target => ({ id, shown: shown.get(id) });
  const { id, copy } = found;
  if (id === undefined && method === 'POST') return { operation: 'Create', targets: [], body: {} };
  if (id === undefined) return { operation: 'Delete', targets: idsIn(json).map(target), body: {} };
  const operation = method === 'DELETE' ? 'Delete' : copy === undefined ? 'Edit' : 'Duplicate';
  return { operation, targets: [target(id)], body: json ?? {} };
}

const idsIn = (json: unknown): readonly string[] => (json as { ids?: readonly string[] } | undefined)?.ids ?? [];

/** What the operator gets to see of secrets. */
function remember(body: Buffer, shown: Map<string, Seen>): void {
  const { result } = (parse(body) ?? {}) as { result?: unknown };
  for (const one of [result].flat()) {
    const { id, name, comment } = (one ?? {}) as { id?: string; name?: string; comment?: string | null };
    if (id !== undefined && name !== undefined) shown.set(id, { name, comment: comment ?? '' });
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A value has its place in the field of its name, and nowhere else in any request. */
function leakIn({ method, path, headers, body }: Request, canary: string): string | undefined {
  const json = parse(body);
  const items = [json].flat().map((item) => ({ ...(item as object), value: undefined }));
  const rest = json === undefined ? body.toString('utf8') : JSON.stringify(items);
  return [path, JSON.stringify(headers), rest].some((text) => text.includes(canary))
    ? `${method} ${path} holds a value where none should be`
    : undefined;
}
