import { expect, onTestFinished, test } from 'vitest';
import { Mirror } from '../../src/sync/mirror.ts';
import { respondJson } from '../support/fault-server.ts';
import { eventually } from '../support/eventually.ts';
import { startLoopbackCluster, statusOf, thing, thingList } from '../kube/loopback-cluster.ts';

const optionsOf = (namespace: string) => ({
  path: `/apis/example.com/v1/namespaces/${namespace}/things`,
  accept: 'full' as const,
  transform: <T>(object: T) => object,
  onChange: () => undefined,
  onError: () => undefined,
  backoff: { baseMs: 10, maxMs: 20 },
});

/** Things of two namespaces, of which `closed` may not be read until `reopen`; its watches say nothing. */
async function startMirror(dispensable: readonly string[]) {
  let isClosed = true;
  const { connection, seen } = await startLoopbackCluster(({ url }, response) => {
    if (isClosed && url.includes('/closed/')) return respondJson(response, 403, statusOf(403, 'Forbidden'));
    if (url.includes('watch=true')) return response.writeHead(200).flushHeaders();
    respondJson(response, 200, thingList(100, [thing(url.includes('/closed/') ? 'hidden' : 'plain', 1)]));
  });
  const reflectors = new Map(['open', 'closed'].map((namespace) => [namespace, optionsOf(namespace)]));
  const mirror = new Mirror(connection, { reflectors, dispensable });
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const lists = (): number => seen.filter(({ url }) => url.includes('/closed/')).length;
  return { mirror, started: mirror.start(stopping.signal), lists, reopen: () => void (isClosed = false) };
}

test('nobody waits for a namespace that may not be read, at the start or for a refresh, and it is known for unreadable', async () => {
  const { mirror, started, reopen } = await startMirror(['open', 'closed']);
  await started;
  expect([...mirror.values()].map(({ metadata }) => metadata.name)).toEqual(['plain']);
  expect([mirror.isSynced, mirror.isListed, mirror.unreadable]).toEqual([false, true, ['closed']]);
  await mirror.refresh();
  expect(mirror.unreadable).toEqual(['closed']);
  reopen();
  await eventually(() => mirror.unreadable.length === 0, { until: 'it is read' });
  expect([...mirror.values()].map(({ metadata }) => metadata.name)).toEqual(['plain', 'hidden']);
});

test('a namespace that is needed is waited for, however often the API server says no', async () => {
  const { mirror, started, lists, reopen } = await startMirror([]);
  let isStarted = false;
  void started.then(() => (isStarted = true));
  await eventually(() => lists() >= 3, { until: 'it has said no three times' });
  expect([isStarted, mirror.isListed]).toEqual([false, false]);
  reopen();
  await started;
});
