import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { handleAdmin, type AdminScope } from './admin.ts';
import { handleApi } from './api.ts';
import { deliverTo, sendReply } from './http-answer.ts';

const apiBase = '/client/v4';
const adminBase = '/admin';

/** Room for a thousand values of the largest size, whatever the settings let the API take. */
const maxAdminBodyBytes = 128 * 1024 * 1024;

/** HTTP, and nothing of what the calls mean. */
export function createEmulatorServer(scope: () => AdminScope): Server {
  const server = createServer((request, response) => {
    // A client that went away while it sent gets this answer too, and does not hear it. Only the kind: no text may leak.
    serve(scope(), request, response).catch((error: unknown) => {
      sendReply(response, { status: 500, body: { error: error instanceof Error ? error.name : 'Error' } });
    });
  });
  // Longer than clients keep idle connections: otherwise they would meet resets that nobody injected.
  server.keepAliveTimeout = 120_000;
  return server;
}

async function serve(scope: AdminScope, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const { pathname, searchParams } = readUrl(request.url ?? '/');
  const adminPath = below(adminBase, pathname);
  const body = await readBody(request, adminPath === undefined ? scope.world.settings.maxBodyBytes : maxAdminBodyBytes);
  if (adminPath !== undefined) {
    sendReply(response, handleAdmin(scope, { method, path: adminPath, body }));
    return;
  }
  const path = below(apiBase, pathname) ?? pathname;
  const { headers, socket } = request;
  const address = socket.remoteAddress ?? '';
  await deliverTo(
    response,
    await handleApi(scope.world, { method, path, query: searchParams, headers, address, body }),
  );
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
