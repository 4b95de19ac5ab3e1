import https from 'node:https';
import { describe, expect, test, vi } from 'vitest';
import { secretId } from '../../src/core/ids.ts';
import { envelopeOf, type Respond, listenOnLoopback, respondJson, startFaultServer } from '../support/fault-server.ts';
import { loopbackCertificate, trust } from '../support/loopback-certificate.ts';
import { address, change, connectTo } from './test-edge.ts';

const refused = { ok: false, failure: { kind: 'Aborted' } };
const id = secretId('0123456789abcdef0123456789abcdee');
const empty: Respond = (_, response) => respondJson(response, 200, envelopeOf(null));

describe('while the fence is closed', () => {
  test('nothing is sent by a new connection', async () => {
    const server = await startFaultServer(empty);
    const client = connectTo({ baseUrl: server.url, fence: { isOpen: false } });
    expect(await client.deleteSecret(address, id, change)).toEqual(refused);
    expect(await client.listStores(address.accountId, change)).toEqual(refused);
    expect(server.seen).toEqual([]);
  });

  test('nothing is sent by a connection that is there', async () => {
    const fence = { isOpen: true };
    const server = await startFaultServer(empty);
    const client = connectTo({ baseUrl: server.url, fence });
    expect(await client.deleteSecret(address, id, change)).toMatchObject({ ok: true });
    fence.isOpen = false;
    expect(await client.deleteSecret(address, id, change)).toEqual(refused);
    expect([server.seen.length, server.connections()]).toEqual([1, 1]);
  });

  test('nothing is sent by a connection under TLS, which has been made meanwhile', async () => {
    const { key, cert } = loopbackCertificate();
    trust(cert);
    const seen: string[] = [];
    const server = https.createServer({ key, cert }, (request, response) => {
      seen.push(request.url ?? '');
      response.end();
    });
    let data = 0;
    server.on('secureConnection', (socket) => socket.prependListener('data', ({ length }) => (data += length)));
    const client = connectTo({ baseUrl: await listenOnLoopback(server, 'https'), fence: { isOpen: false } });
    expect(await client.deleteSecret(address, id, change)).toEqual(refused);
    expect([seen, data]).toEqual([[], 0]);
  });
});

test('a call that has waited for its turn does not leave when the fence was closed meanwhile', async () => {
  const fence = { isOpen: true };
  const held = Promise.withResolvers<undefined>();
  const server = await startFaultServer((...call) => void held.promise.then(() => empty(...call)));
  const client = connectTo({ baseUrl: server.url, fence });
  const all = Array.from({ length: 17 }, async () => client.deleteSecret(address, id, change));
  await vi.waitFor(() => expect(server.seen).toHaveLength(16), { timeout: 5_000 });
  fence.isOpen = false;
  held.resolve(undefined);
  expect((await Promise.all(all)).filter(({ ok }) => !ok)).toEqual([refused]);
  expect(server.seen).toHaveLength(16);
});
