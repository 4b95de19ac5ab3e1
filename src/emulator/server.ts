import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { handleAdmin, type AdminScope } from './admin.ts';
import { handleApi } from './api.ts';
import type { Reply } from './envelope.ts';

const apiBase = '/client/v4';
const adminBase = '/admin';

/** HTTP, and nothing of what the calls mean. */
export function createEmulatorServer(scope: () => AdminScope): Server {
  const server = createServer((request, response) => {
    // A client that went away while it sent gets this answer too, and does not hear it. Only the kind: no text may leak.
    serve(scope(), request, response).catch((error: unknown) => {
      send(response, { status: 500, body: { error: error instanceof Error ? error.name : 'Error' } });
    });
  });
  // Longer than clients keep idle connections: otherwise they would meet resets that nobody injected.
  server.keepAliveTimeout = 120_000;
  return server;
}

async function serve(scope: AdminScope, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const { pathname, searchParams } = readUrl(request.url ?? '/');
  const body = await readBody(request, scope.world.settings.maxBodyBytes);
  const adminPath = below(adminBase, pathname);
  if (adminPath !== undefined) {
    send(response, handleAdmin(scope, { method, path: adminPath, body }));
    return;
  }
  const path = below(apiBase, pathname) ?? pathname;
  const delivery = await handleApi(scope.world, { method, path, query: searchParams, headers: request.headers, body });
  if (delivery.kind === 'reply') send(response, delivery.reply);
  else if (delivery.kind === 'reset') request.socket.resetAndDestroy();
}

function send(response: ServerResponse, { status, body, html, headers }: Reply): void {
  const text = html ?? JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': html === undefined ? 'application/json' : 'text/html; charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Undefined if there is more than allowed; the rest is read all the same, so that the client gets to read the answer. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return size <= maxBytes ? Buffer.concat(chunks) : undefined;
}

function readUrl(target: string): URL {
  const base = 'http://emulator';
  return URL.canParse(target, base) ? new URL(target, base) : new URL(base);
}

function below(base: string, path: string): string | undefined {
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}
