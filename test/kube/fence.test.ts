import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectToCluster } from '../../src/kube/connection.ts';
import { request } from '../../src/kube/transport.ts';
import type { Fence } from '../../src/runtime/fence.ts';
import { type Respond, respondJson, startFaultServer } from '../support/fault-server.ts';
import { kubeconfigFor, writeTemporary } from './loopback-cluster.ts';

const { signal } = new AbortController();
const write = { method: 'PATCH', path: '/api/v1/things/a', body: {}, signal } as const;
const refused = { ok: false, failure: { kind: 'Aborted', detail: 'stopped' } };

async function startFenced(fence: Fence, respond: Respond = (_, response) => respondJson(response, 200, {})) {
  const server = await startFaultServer(respond);
  const kubeconfigPath = await writeTemporary(JSON.stringify(kubeconfigFor(server.url)));
  const connection = connectToCluster({ kubeconfigPath, userAgent: 'kube-test/1.0', fence });
  onTestFinished(async () => connection.close());
  return { ...server, connection };
}

describe('while the fence is closed', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('no %s leaves', async (method) => {
    const { connection, seen } = await startFenced({ isOpen: false });
    expect(await request(connection, { ...write, method })).toEqual(refused);
    expect(seen).toEqual([]);
  });

  test('no Report leaves either', async () => {
    const { connection, seen } = await startFenced({ isOpen: false });
    expect(await request(connection, { ...write, use: 'Report' })).toEqual(refused);
    expect(seen).toEqual([]);
  });

  test('reads go on, and so do the writes of the lease', async () => {
    const { connection, seen } = await startFenced({ isOpen: false });
    await request(connection, { method: 'GET', path: '/api/v1/things', signal });
    await request(connection, { ...write, use: 'Lease' });
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });
});

test('a write that has waited for a connection does not leave by it when the fence was closed meanwhile', async () => {
  const fence = { isOpen: true };
  const held = Promise.withResolvers<undefined>();
  const server = await startFenced(
    fence,
    (_, response) => void held.promise.then(() => respondJson(response, 200, {})),
  );
  const all = Array.from({ length: 9 }, async () => request(server.connection, write));
  await vi.waitFor(() => expect(server.seen).toHaveLength(8), { timeout: 5_000 });
  fence.isOpen = false;
  held.resolve(undefined);
  expect((await Promise.all(all)).filter(({ ok }) => !ok)).toEqual([refused]);
  expect(server.seen).toHaveLength(8);
});

test('a write whose connection is still being made does not leave by it when the fence was closed meanwhile', async () => {
  const fence = { isOpen: true };
  const { connection, seen } = await startFenced(fence);
  const answer = request(connection, write);
  fence.isOpen = false;
  expect(await answer).toEqual(refused);
  expect(seen).toEqual([]);
});

test('an open fence is passed', async () => {
  const { connection, seen } = await startFenced({ isOpen: true });
  expect(await request(connection, write)).toEqual({ ok: true, value: {} });
  expect(seen).toHaveLength(1);
});
