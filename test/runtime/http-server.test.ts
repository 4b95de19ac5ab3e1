import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type HttpServerOptions, startHttpServer, type TextAnswer } from '../../src/runtime/http-server.ts';

const ok: TextAnswer = { status: 200, text: 'fine' };

async function serve(options: Partial<HttpServerOptions> = {}) {
  const errors: unknown[] = [];
  const server = await startHttpServer({
    port: 0,
    pages: new Map([['/page', () => ok]]),
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(server.close);
  const ask = async (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  return { server, ask, errors };
}

/** A connection on which the test writes what it likes. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('a page', () => {
  test('is given as plain text that nobody keeps', async () => {
    const { ask } = await serve();
    const answer = await ask('/page');
    expect([answer.status, await answer.text()]).toEqual([200, 'fine\n']);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('is the same whatever query is given', async () => {
    const { ask } = await serve();
    expect((await ask('/page?verbose=1')).status).toBe(200);
  });

  test('has the status and the content type that it says', async () => {
    const { ask } = await serve({
      pages: new Map([['/page', async () => ({ status: 503, text: 'not yet', contentType: 'text/odd' })]]),
    });
    const answer = await ask('/page');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/odd']);
  });

  test('that fails is a 500 without a word of the failure, which is told elsewhere', async () => {
    const failure = new Error('a word');
    const { ask, errors } = await serve({ pages: new Map([['/page', () => Promise.reject(failure)]]) });
    const answer = await ask('/page');
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error\n']);
    expect(errors).toEqual([failure]);
  });
});

describe('what is not served', () => {
  test.each(['/', '/page/', '/pages', '//page', '/constructor'])('is not found: %s', async (path) => {
    const { ask } = await serve();
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([404, 'Not Found\n']);
  });

  test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])('is any method but GET: %s', async (method) => {
    const { ask } = await serve();
    const answer = await ask('/page', { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('a client that is not well-behaved', () => {
  test('gets rid of no body: the connection ends with the answer', async () => {
    const { server } = await serve();
    const socket = await open(server.port);
    socket.write('GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\nabc');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413 [^]*\r\nConnection: close\r\n/);
  });

  test('is refused headers without end', async () => {
    const { server } = await serve();
    const socket = await open(server.port);
    socket.write(`GET /page HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('is cut off when it does not say what it wants', async () => {
    const { server } = await serve({ timeoutMs: 100 });
    const socket = await open(server.port);
    socket.write('GET /page HTTP/1.1\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('more clients than there may be', () => {
  test('are cut off, and the place of one who goes is free again', async () => {
    const { server, ask } = await serve({ timeoutMs: 60_000 });
    const sockets: Socket[] = [];
    for (let count = 0; count < 64; count += 1) sockets.push(await open(server.port));
    const oneTooMany = await open(server.port);
    expect(await readAll(oneTooMany)).toBe('');
    await expect(ask('/page')).rejects.toThrow();

    sockets.pop()?.destroy();
    await eventually(async () => (await ask('/page').catch(() => undefined))?.status === 200, {
      until: 'there is a place',
    });
  });
});

describe('the server', () => {
  test('rejects when its port is taken', async () => {
    const { server } = await serve();
    await expect(serve({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('is gone when it is closed, whoever is connected', async () => {
    const { server, ask } = await serve();
    await ask('/page');
    const socket = await open(server.port);
    const ended = once(socket, 'close');
    await server.close();
    await ended;
    await expect(ask('/page')).rejects.toThrow();
  });
});
