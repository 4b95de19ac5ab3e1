import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { request } from '../../src/kube/transport.ts';
import { respondJson, startFaultServer } from '../support/fault-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { connectTo, kubeconfigFor, writeTemporary } from './loopback-cluster.ts';

const { signal } = new AbortController();
const get = { method: 'GET', path: '/version', signal } as const;

/** An exec plugin that runs this script. */
const plugin = (script: string) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    interactiveMode: 'Never',
  },
});

/** Answers 401 to every token but one of `accepted`, and notes which came. */
async function startGuard(accepted: readonly string[]) {
  const server = await startFaultServer(({ headers }, response) => {
    const isKnown = accepted.includes(headers.authorization ?? '');
    respondJson(response, isKnown ? 200 : 401, {});
  });
  return { ...server, tokens: () => server.seen.map(({ headers }) => headers.authorization) };
}

describe('the credential of a request', () => {
  test.each<[string, object, string]>([
    ['a token', { token: 'abc' }, 'Bearer abc'],
    ['a name and a password', { username: 'jane', password: 'secret' }, 'Basic amFuZTpzZWNyZXQ='],
    [
      'what an exec plugin prints',
      plugin(`console.log(JSON.stringify({ status: { token: 'printed' } }))`),
      'Bearer printed',
    ],
  ])('is %s', async (_, user, expected) => {
    const { url, tokens } = await startGuard([expected]);
    expect(await request(await connectTo(kubeconfigFor(url, user)), get)).toMatchObject({ ok: true });
    expect(tokens()).toEqual([expected]);
  });

  test('is the content of a token file, rather than a token beside it', async () => {
    const { url, tokens } = await startGuard([]);
    const tokenFile = await writeTemporary('filed', 'token');
    await request(await connectTo(kubeconfigFor(url, { token: 'beside', tokenFile })), get);
    expect(tokens()).toEqual(['Bearer filed']);
  });

  test('is asked of a plugin once for all requests that wait', async () => {
    const { url } = await startGuard(['Bearer x']);
    const log = await writeTemporary('', 'calls');
    const script = `require('fs').appendFileSync(${JSON.stringify(log)}, '+'); console.log(JSON.stringify({ status: { token: 'x' } }))`;
    const connection = await connectTo(kubeconfigFor(url, plugin(script)));
    const answers = await Promise.all(Array.from({ length: 10 }, async () => request(connection, get)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(log, 'utf8')).toBe('+');
  });
});

describe('a credential that cannot be had', () => {
  const noCredential = { kind: 'Unavailable', detail: expect.stringContaining('gives no credentials') };
  test.each<[string, object]>([
    ['a plugin fails', plugin(`console.error('canary-64'); process.exit(1)`)],
    ['a plugin is missing', { exec: { command: '/no/such/plugin', args: ['canary-64'] } }],
    ['a plugin prints something else', plugin(`console.log('canary-64')`)],
    ['a token file is missing', { tokenFile: '/no/such/canary-64' }],
    ['a certificate file is missing', { 'client-certificate': '/no/such/canary-64' }],
  ])('since %s is a failure, and sends nothing', async (_, user) => {
    const { url, seen } = await startGuard([]);
    const answer = await request(await connectTo(kubeconfigFor(url, user)), get);
    expect(answer).toMatchObject({ ok: false, failure: noCredential });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(seen).toEqual([]);
  });

  test('since a plugin hangs is a time-out', async () => {
    const { url } = await startGuard([]);
    const connection = await connectTo(kubeconfigFor(url, plugin('setTimeout(() => {}, 2000)')));
    expect(await request(connection, { ...get, timeoutMs: 100 })).toMatchObject({ failure: { detail: 'timed out' } });
  });
});

describe('a credential that is refused', () => {
  test('is fetched anew, without waiting for the time at which it would have been', async () => {
    const { url, tokens } = await startGuard(['Bearer new']);
    const tokenFile = await writeTemporary('old', 'token');
    const clock = new ManualClock();
    const connection = await connectTo(kubeconfigFor(url, { tokenFile }), clock);
    await request(connection, get);
    await writeFile(tokenFile, 'new');
    clock.advance(10_000);
    expect(await request(connection, get)).toMatchObject({ ok: false, failure: { kind: 'Unauthorized' } });
    expect(await request(connection, get)).toMatchObject({ ok: true });
    expect(tokens()).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  test('is not fetched more often than every ten seconds', async () => {
    const { url, tokens } = await startGuard([]);
    const tokenFile = await writeTemporary('old', 'token');
    const clock = new ManualClock();
    const connection = await connectTo(kubeconfigFor(url, { tokenFile }), clock);
    await request(connection, get);
    await writeFile(tokenFile, 'new');
    clock.advance(9_999);
    await request(connection, get);
    await request(connection, get);
    expect(tokens()).toEqual(['Bearer old', 'Bearer old', 'Bearer old']);
  });
});
