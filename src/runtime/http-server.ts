import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface TextAnswer {
  readonly status: 200 | 503;
  readonly text: string;
  /** Plain text unless given. */
  readonly contentType?: string;
}

export interface HttpServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** By path. */
  readonly pages: ReadonlyMap<string, () => TextAnswer | Promise<TextAnswer>>;
  /** A page threw, which it never should: who asked gets a 500, and here is the bug. Must not throw. */
  readonly onError: (error: unknown) => void;
  /** How long a client may take to send its request, and be silent at all. 5 s unless given. */
  readonly timeoutMs?: number;
}

export interface HttpServer {
  readonly port: number;
  /** Cuts whoever is connected; resolves when nobody is. */
  readonly close: () => Promise<void>;
}

const maxConnections = 64;
const maxHeaderBytes = 8 * 1024;

/**
 * Serves a few pages to probes and scrapers, on every address of the machine. Only GET; requests are bounded in size, time and
 * number, since anybody may connect. Rejects with Node's own error where the port cannot be had.
 */
export async function startHttpServer({ port, timeoutMs = 5_000, ...options }: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      // Often enough that who is too slow is told so before its silent socket is cut.
      connectionsCheckingInterval: timeoutMs / 4,
    },
    (request, response) => void answer(request, response, options),
  );
  server.maxConnections = maxConnections;
  server.timeout = 2 * timeoutMs;
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(port, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Serving = Pick<HttpServerOptions, 'pages' | 'onError'>;

async function answer(request: IncomingMessage, response: ServerResponse, { pages, onError }: Serving): Promise<void> {
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    return refuse(response, 405, 'Method Not Allowed');
  }
  if (hasBody(request)) return refuse(response, 413, 'Content Too Large');
  const [path = ''] = (request.url ?? '').split('?');
  const page = pages.get(path);
  if (page === undefined) return refuse(response, 404, 'Not Found');
  try {
    const { status, text, contentType = plainText } = await page();
    send(response, { status, text, contentType });
  } catch (error) {
    onError(error);
    refuse(response, 500, 'Internal Server Error');
  }
}

const plainText = 'text/plain; charset=utf-8';

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The connection ends with it, so that nothing more of the request is read. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Connection', 'close');
  send(response, { status, text, contentType: plainText });
}

function send(
  response: ServerResponse,
  { status, text, contentType }: { readonly status: number; readonly text: string; readonly contentType: string },
): void {
  const body = text.endsWith('\n') ? text : `${text}\n`;
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
}
