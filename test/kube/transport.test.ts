import { writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:https';
import { describe, expect, test, vi } from 'vitest';
import { objectPath } from '../../src/kube/resource-paths.ts';
import { request } from '../../src/kube/transport.ts';
import { watch } from '../../src/kube/watch-stream.ts';
import { listenOnLoopback, respondJson, urlOfNobody } from '../support/fault-server.ts';
import { loopbackCertificate } from '../support/loopback-certificate.ts';
import { connectTo, kubeconfigFor, reset, startLoopbackCluster, statusOf, writeTemporary } from './loopback-cluster.ts';
import { play, streaming } from './scripted-watch.ts';

const { signal } = new AbortController();
const get = { method: 'GET', path: '/api/v1/things', signal } as const;

describe('a request', () => {
  test('brings back the JSON of the answer', async () => {
    const { connection, seen } = await startLoopbackCluster((_, response) => respondJson(response, 200, { a: 1 }));
    const query = { limit: 5, force: true, missing: undefined, text: 'a&b' };
    expect(await request(connection, { ...get, query })).toEqual({ ok: true, value: { a: 1 } });
    expect(seen).toMatchObject([{ method: 'GET', url: '/api/v1/things?limit=5&force=true&text=a%26b', body: '' }]);
  });

  test('sends its body as JSON of the type that it names', async () => {
    const { connection, seen } = await startLoopbackCluster((_, response) => respondJson(response, 201, {}));
    await request(connection, { ...get, method: 'PATCH', body: { a: 1 }, contentType: 'application/json-patch+json' });
    await request(connection, { ...get, method: 'POST', body: [] });
    expect(seen).toMatchObject([
      { method: 'PATCH', body: '{"a":1}', headers: { 'content-type': 'application/json-patch+json' } },
      { method: 'POST', body: '[]', headers: { 'content-type': 'application/json', accept: 'application/json' } },
    ]);
  });

  test('keeps the path of the server that the kubeconfig names', async () => {
    const { url, seen } = await startLoopbackCluster((_, response) => respondJson(response, 200, {}));
    await request(await connectTo(kubeconfigFor(`${url}/k8s/clusters/c-1/`)), get);
    expect(seen[0]?.url).toBe('/k8s/clusters/c-1/api/v1/things');
  });
});

test.each(['.', '..'])('a name of dots, %s, is not found rather than something else', async (name) => {
  const { connection, seen } = await startLoopbackCluster((_, response) => respondJson(response, 200, {}));
  const path = objectPath({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name });
  expect(await request(connection, { ...get, path })).toMatchObject({ ok: false, failure: { kind: 'NotFound' } });
  expect(seen).toEqual([]);
});

describe('a request fails without a word of the answer', () => {
  test.each([
    [
      'that is a refusal',
      (r: Parameters<typeof reset>[0]) => respondJson(r, 422, statusOf(422, 'Invalid')),
      'it breaks a rule of its schema',
    ],
    ['that is not JSON', (r: Parameters<typeof reset>[0]) => r.end('<html>canary-91</html>'), 'the answer is not JSON'],
    [
      'that is cut off',
      (r: Parameters<typeof reset>[0]) =>
        r.writeHead(200, { 'content-length': 99 }).write('{"canary-91', () => reset(r)),
      /^no connection \([A-Z_]+\)$/,
    ],
    [
      'that is too large',
      (r: Parameters<typeof reset>[0]) => r.end(JSON.stringify('canary-91'.repeat(200))),
      'the answer is too large',
    ],
    [
      'that is a redirect',
      (r: Parameters<typeof reset>[0]) => r.writeHead(302, { location: 'http://canary-91/' }).end(),
      'HTTP 302',
    ],
    ['that never was', reset, /^no connection \([A-Z_]+\)$/],
  ])('%s', async (_, respond, detail) => {
    const { connection, seen } = await startLoopbackCluster((_, response) => {
      respond(response);
    });
    const answer = await request(connection, { ...get, maxBytes: 1_000 });
    expect(answer).toMatchObject({ ok: false, failure: { detail: expect.stringMatching(detail) } });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(seen).toHaveLength(1);
  });

  test('when nobody listens', async () => {
    const answer = await request(await connectTo(kubeconfigFor(await urlOfNobody())), get);
    expect(answer).toEqual({ ok: false, failure: { kind: 'Unavailable', detail: 'no connection (ECONNREFUSED)' } });
  });

  test.each([
    ['before it answers', () => {}],
    ['in the middle of its answer', (r: Parameters<typeof reset>[0]) => void r.writeHead(200).write('{')],
  ])('when the server falls silent %s', async (_, respond) => {
    const { connection } = await startLoopbackCluster((_, response) => respond(response));
    const answer = await request(connection, { ...get, timeoutMs: 50 });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Unavailable', detail: 'timed out' } });
  });

  test('when it is aborted', async () => {
    const { connection, seen } = await startLoopbackCluster(() => {});
    const stop = new AbortController();
    const answer = request(connection, { ...get, signal: stop.signal });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    stop.abort();
    expect(await answer).toMatchObject({ ok: false, failure: { kind: 'Aborted' } });
    expect(await request(connection, { ...get, signal: stop.signal })).toMatchObject({ failure: { kind: 'Aborted' } });
  });
});

describe('connections', () => {
  // undici takes a second one when it is asked before it has noted that the first is free.
  test('are used again', async () => {
    const { connection, connections } = await startLoopbackCluster((_, response) => respondJson(response, 200, {}));
    for (let i = 0; i < 20; i += 1) await request(connection, get);
    expect(connections()).toBeLessThanOrEqual(2);
  });

  test('are used again after a refusal too', async () => {
    const { connection, connections } = await startLoopbackCluster((_, response) =>
      respondJson(response, 404, statusOf(404, 'NotFound')),
    );
    for (let i = 0; i < 5; i += 1) await request(connection, get);
    expect(connections()).toBeLessThanOrEqual(2);
  });

  test('that tell of what is done are others than those that read, and are not waited for when that is ended', async () => {
    const { connection, connections } = await startLoopbackCluster(({ method }, response) => {
      if (method === 'GET') respondJson(response, 200, {});
    });
    const ending = new AbortController();
    const told = Array.from({ length: 20 }, async () =>
      request(connection, { ...get, method: 'PATCH', use: 'Report', signal: ending.signal }),
    );
    expect(await request(connection, get)).toMatchObject({ ok: true });
    expect(connections()).toBeLessThanOrEqual(9);
    ending.abort();
    const ends = new Set((await Promise.all(told)).map((answer) => !answer.ok && answer.failure.kind));
    expect(ends).toEqual(new Set(['Aborted']));
  });

  test('are eight at most, however many requests there are', async () => {
    const { connection, connections } = await startLoopbackCluster((_, response) => respondJson(response, 200, {}));
    const answers = await Promise.all(Array.from({ length: 50 }, async () => request(connection, get)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(connections()).toBe(8);
  });

  test("that report are eight as well, and the wait for one is none of the request's time", async () => {
    const { connection, connections } = await startLoopbackCluster((_, response) => {
      setTimeout(() => respondJson(response, 200, {}), 100);
    });
    const report = { ...get, use: 'Report', timeoutMs: 250 } as const;
    const answers = await Promise.all(Array.from({ length: 40 }, async () => request(connection, report)));
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(connections()).toBe(8);
  });

  test('of watches are beside those, and hold up no request', async () => {
    const scene = await play({ watches: [streaming([])] });
    const stop = new AbortController();
    const watches = Array.from({ length: 20 }, async () =>
      watch(
        scene.server.connection,
        { path: '/w', accept: 'full' },
        {
          signal: stop.signal,
          resourceVersion: '1',
          seconds: 60,
          graceMs: 0,
          onEvent: () => {},
          onContact: () => {},
          onOpen: () => {},
        },
      ),
    );
    await vi.waitFor(() => expect(scene.requests('watch').length).toBe(21));
    expect(await request(scene.server.connection, get)).toMatchObject({ ok: true });
    stop.abort();
    const ends = await Promise.all(watches);
    expect(ends.map((end) => !end.ok && end.failure.kind)).toEqual(Array(20).fill('Aborted'));
  });
});

async function startTls(
  certificate: ReturnType<typeof loopbackCertificate>,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(certificate, (_, response) => response.end('{}'));
  return { server, url: await listenOnLoopback(server, 'https') };
}
const authority = (cert: string) => ({ 'certificate-authority-data': Buffer.from(cert).toString('base64') });

describe('TLS', () => {
  test('trusts the authority of the kubeconfig', async () => {
    const certificate = loopbackCertificate();
    const { url } = await startTls(certificate);
    const connection = await connectTo(kubeconfigFor(url, {}, authority(certificate.cert)));
    expect(await request(connection, get)).toMatchObject({ ok: true });
  });

  test('trusts no other', async () => {
    const { url } = await startTls(loopbackCertificate());
    const connection = await connectTo(kubeconfigFor(url, {}, authority(loopbackCertificate().cert)));
    const answer = await request(connection, get);
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'Unavailable', detail: expect.stringMatching(/^no connection \(\w+\)$/) },
    });
  });

  test('trusts a new authority as soon as its file is there', async () => {
    const [before, after] = [loopbackCertificate(), loopbackCertificate()];
    const caPath = await writeTemporary(before.cert, 'ca.crt');
    const { server, url } = await startTls(before);
    const connection = await connectTo(kubeconfigFor(url, {}, { 'certificate-authority': caPath }));
    expect(await request(connection, get)).toMatchObject({ ok: true });
    server.setSecureContext(after);
    server.closeAllConnections();
    expect(await request(connection, get)).toMatchObject({ ok: false, failure: { kind: 'Unavailable' } });
    await writeFile(caPath, after.cert);
    expect(await request(connection, get)).toMatchObject({ ok: true });
  });
});
