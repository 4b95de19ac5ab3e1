import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Respond = (request: SeenRequest, response: http.ServerResponse) => void;

export interface FaultServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** How many connections were opened to it. */
  readonly connections: () => number;
}

/** An HTTP server on loopback that answers by `respond` and is gone with the test. */
export async function startFaultServer(respond: Respond): Promise<FaultServer> {
  const seen: SeenRequest[] = [];
  const sockets: Socket[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(whole);
      respond(whole, response);
    });
  });
  server.on('connection', (socket) => sockets.push(socket));
  const url = await listenOnLoopback(server);
  return { url, seen, connections: () => sockets.length };
}

/** Listens until the test is over, and answers the server's URL. */
export async function listenOnLoopback(server: http.Server, scheme = 'http'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `${scheme}://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Answers JSON, with `headers` beside. */
export function respondJson(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export const envelopeOf = (result: unknown): unknown => ({ success: true, errors: [], messages: [], result });

export const refusalOf = (code: number, message: string): unknown => ({
  success: false,
  errors: [{ code, message }],
  messages: [],
  result: null,
});

/** A loopback URL at which nothing listens. */
export async function urlOfNobody(): Promise<string> {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${String(port)}`;
}
