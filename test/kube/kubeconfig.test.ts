import { delimiter } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectToCluster } from '../../src/kube/connection.ts';
import { request } from '../../src/kube/transport.ts';
import { OwnError } from '../../src/runtime/own-error.ts';
import { respondJson } from '../support/fault-server.ts';
import { kubeconfigFor, startLoopbackCluster, writeTemporary } from './loopback-cluster.ts';

const { signal } = new AbortController();
const get = { method: 'GET', path: '/version', signal } as const;

function failureOf(kubeconfigPath: string | undefined): Error {
  try {
    connectToCluster({ userAgent: 'test', ...(kubeconfigPath !== undefined && { kubeconfigPath }) });
  } catch (error) {
    if (error instanceof OwnError) return error;
  }
  return expect.fail('connectToCluster threw no OwnError');
}

describe('a kubeconfig that is of no use is told in one sentence without its content', () => {
  test('when the file is missing', () => {
    expect(failureOf('/no/such/kubeconfig').message).toBe(
      'Cannot read the kubeconfig /no/such/kubeconfig: there is no such file',
    );
  });

  test('when it is a folder', () => {
    expect(failureOf(import.meta.dirname).message).toBe(
      `Cannot read the kubeconfig ${import.meta.dirname}: it is a folder`,
    );
  });

  test('when there is none at all', async () => {
    const home = (await writeTemporary('')).replace(/\/kubeconfig$/, '');
    vi.stubEnv('HOME', home);
    vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(failureOf(undefined).message).toBe(
      `Cannot find a cluster: this is not a pod, and there is no kubeconfig at ${home}/.kube/config; give one by --kubeconfig`,
    );
  });

  const whole = kubeconfigFor('https://127.0.0.1:1', { token: 'canary-17' });
  test.each<[string, string, string]>([
    ['empty', '', 'it is not YAML with clusters, contexts and users that have names'],
    ['no YAML', 'token: canary-17: [', 'it is not YAML with clusters, contexts and users that have names'],
    ['a text', '"canary-17"', 'it is not YAML with clusters, contexts and users that have names'],
    [
      'without a current context',
      JSON.stringify({ ...whole, 'current-context': undefined }),
      'its current context leads to no cluster',
    ],
    [
      'without the cluster of its context',
      JSON.stringify({ ...whole, clusters: [] }),
      'its current context leads to no cluster',
    ],
    [
      'without the user of its context',
      JSON.stringify({ ...whole, users: [] }),
      'its current context leads to no user',
    ],
    ['without a URL', JSON.stringify(kubeconfigFor('nowhere')), 'its server is not a URL'],
    [
      'without TLS',
      JSON.stringify(kubeconfigFor('http://127.0.0.1:1', {}, {})),
      'its server is http, and insecure-skip-tls-verify is not set',
    ],
  ])('when it is %s', async (_, text, reason) => {
    const path = await writeTemporary(text);
    expect(failureOf(path).message).toBe(`Cannot use the kubeconfig ${path}: ${reason}`);
  });

  test('when two of several define the same name', async () => {
    const path = await writeTemporary(JSON.stringify(whole));
    expect(failureOf([path, path].join(delimiter)).message).toMatch(
      /^Cannot merge .* a name stands in more than one of them$/,
    );
  });
});

describe('a kubeconfig', () => {
  test('of several files is all of them together', async () => {
    const { url, seen } = await startLoopbackCluster((_, response) => respondJson(response, 200, {}));
    const { users, ...rest } = kubeconfigFor(url, { token: 'from-the-second' });
    const paths = await Promise.all([rest, { users }].map(async (part) => writeTemporary(JSON.stringify(part))));
    const connection = connectToCluster({ kubeconfigPath: paths.join(delimiter), userAgent: 'test' });
    await request(connection, get);
    await connection.close();
    expect(seen[0]?.headers.authorization).toBe('Bearer from-the-second');
  });
});
