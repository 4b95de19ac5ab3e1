import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { SecretValue } from '../../src/core/secret-value.ts';
import { Credential } from '../../src/cloudflare/credential.ts';
import { accountId, secretId, storeId } from '../../src/core/ids.ts';
import { envelopeOf, respondJson, startFaultServer, urlOfNobody } from '../support/fault-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { account, address, change, connectTo, tokenText } from './test-edge.ts';

const quotaBody = envelopeOf({ secrets: { quota: 100, usage: 3 } });
const newSecret = { name: 'STRIPE_KEY', value: new SecretValue('sk_live'), scopes: ['workers'], comment: 'Shop' };
const unavailable = (detail: string, processed: 'No' | 'Maybe') => ({
  ok: false,
  failure: { kind: 'Unavailable', detail, processed },
});

describe('a request', () => {
  it('carries an API token as a bearer token, and our name', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const answer = await connectTo({ baseUrl: `${server.url}/client/v4/` }).quota(account, change);
    expect(answer).toEqual({ ok: true, value: { limit: 100, used: 3 } });
    const [request] = server.seen;
    expect(request?.url).toBe(`/client/v4/accounts/${account}/secrets_store/quota`);
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${tokenText}`,
      'user-agent': 'secrets-store-operator/0.0.0-test',
      accept: 'application/json',
    });
    expect(request?.headers).not.toHaveProperty('content-type');
  });

  it('carries a global API key with its email address, and no bearer token', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const credential = Credential.globalApiKey('ops@example.com', new SecretValue('cfk_key'));
    await connectTo({ baseUrl: server.url, credential }).quota(account, change);
    expect(server.seen[0]?.headers).toMatchObject({ 'x-auth-email': 'ops@example.com', 'x-auth-key': 'cfk_key' });
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('says values in its JSON body and nowhere else', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, envelopeOf([])));
    await connectTo({ baseUrl: server.url }).createSecrets(address, [newSecret], change);
    const [request] = server.seen;
    expect(JSON.parse(request?.body ?? '')).toEqual([{ ...newSecret, value: 'sk_live' }]);
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.stringify({ ...request, body: '' })).not.toContain('sk_live');
  });

  it('forgives a token that ends in a line break', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const credential = Credential.apiToken(new SecretValue('cfut_from-a-file\n'));
    await connectTo({ baseUrl: server.url, credential }).quota(account, change);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer cfut_from-a-file');
  });

  it('is not sent with a token that no header can carry', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const credential = Credential.apiToken(new SecretValue('two\r\nX-Evil: lines'));
    const answer = await connectTo({ baseUrl: server.url, credential }).quota(account, change);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'Unauthenticated' } });
    expect(server.seen).toEqual([]);
  });

  it.each([
    ['an account', { ...address, accountId: accountId('..') }],
    ['a store', { ...address, storeId: storeId('..') }],
    ['a dot', { ...address, storeId: storeId('.') }],
  ])('is not sent where the id of %s would lead it to another path', async (_what, elsewhere) => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, envelopeOf([])));
    const answer = await connectTo({ baseUrl: server.url }).listSecrets(elsewhere, change);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'StoreNotFound' } });
    expect(server.seen).toEqual([]);
  });

  it('reuses its connection', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const client = connectTo({ baseUrl: server.url });
    for (let call = 0; call < 3; call += 1) await client.quota(account, change);
    expect(server.seen).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it('encodes ids, so that none can lead to another path', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, envelopeOf(null)));
    await connectTo({ baseUrl: server.url }).deleteSecret(address, secretId('../../x?y'), change);
    expect(server.seen[0]?.url).toBe(
      `/accounts/${account}/secrets_store/stores/${address.storeId}/secrets/..%2F..%2Fx%3Fy`,
    );
  });
});

describe('a connection that fails', () => {
  it('is Unavailable and surely not processed when nobody listens', async () => {
    const client = connectTo({ baseUrl: await urlOfNobody() });
    expect(await client.createStore(account, 'x', change)).toEqual(unavailable('connection refused', 'No'));
  });

  it('is Unavailable and surely not processed when the host name leads nowhere', async () => {
    const client = connectTo({ baseUrl: 'http://nothing.invalid' });
    expect(await client.createStore(account, 'x', change)).toEqual(unavailable('host name not found', 'No'));
  });

  it('may have been processed when it was reset after the request was sent', async () => {
    const server = await startFaultServer((_, response) => response.socket?.resetAndDestroy());
    const client = connectTo({ baseUrl: server.url });
    expect(await client.createSecrets(address, [newSecret], change)).toEqual(unavailable('connection reset', 'Maybe'));
    expect(server.seen).toHaveLength(1);
  });

  it('may have been processed when the answer does not come in time', async () => {
    const clock = new ManualClock();
    const server = await startFaultServer(() => clock.advance(30_000));
    const client = connectTo({ baseUrl: server.url, clock });
    expect(await client.deleteSecret(address, secretId('a'), change)).toEqual(unavailable('timed out', 'Maybe'));
  });

  it('changes nothing when it loses the answer to a read', async () => {
    const clock = new ManualClock();
    const server = await startFaultServer(() => clock.advance(30_000));
    const client = connectTo({ baseUrl: server.url, clock });
    expect(await client.quota(account, change)).toEqual(unavailable('timed out', 'No'));
  });

  it('ends in time even while bytes keep coming', async () => {
    const clock = new ManualClock();
    const server = await startFaultServer((_, response) => {
      const drip = setInterval(() => {
        response.write(' ');
        clock.advance(10_000);
      }, 1);
      response.on('close', () => clearInterval(drip));
    });
    const client = connectTo({ baseUrl: server.url, clock });
    expect(await client.createStore(account, 'x', change)).toEqual(unavailable('timed out', 'Maybe'));
  });

  it('is cut off when the answer breaks off', async () => {
    const server = await startFaultServer((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{"success":', () => response.destroy());
    });
    const client = connectTo({ baseUrl: server.url });
    const answer = await client.createStore(account, 'x', change);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'Unavailable', processed: 'Maybe' } });
  });

  it.each([
    ['long', {}, Buffer.alloc(2_000_000, ' ')],
    ['compressed and long', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(2_000_000, ' '))],
  ])('is cut off when the answer is %s beyond the limit', async (_, headers, body) => {
    const server = await startFaultServer((__, response) => response.writeHead(200, headers).end(body));
    const client = connectTo({ baseUrl: server.url, maxAnswerBytes: 1_000_000 });
    expect(await client.createStore(account, 'x', change)).toEqual(unavailable('answer too large or cut off', 'Maybe'));
  });

  it('is cut off when the answer has a byte more than 8 MiB, and read when it has not', async () => {
    const store = JSON.stringify(envelopeOf({ id: 'one', name: 'x' }));
    let sizeBytes = 8 * 1024 * 1024;
    const server = await startFaultServer((_, response) => response.end(store.padEnd(sizeBytes)));
    const client = connectTo({ baseUrl: server.url });
    expect(await client.createStore(account, 'x', change)).toMatchObject({ ok: true, value: { id: 'one' } });
    sizeBytes += 1;
    expect(await client.createStore(account, 'x', change)).toEqual(unavailable('answer too large or cut off', 'Maybe'));
  });
});

describe('a signal', () => {
  it('that is aborted already sends nothing', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const answer = await connectTo({ baseUrl: server.url }).quota(account, {
      lane: 'Change',
      signal: AbortSignal.abort(),
    });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    expect(server.seen).toEqual([]);
  });

  it('ends a write on its way, of which nobody then knows whether it was done', async () => {
    const controller = new AbortController();
    const server = await startFaultServer(() => controller.abort());
    const client = connectTo({ baseUrl: server.url });
    const answer = await client.createStore(account, 'x', { lane: 'Change', signal: controller.signal });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
  });

  it('ends a read on its way', async () => {
    const controller = new AbortController();
    const server = await startFaultServer(() => controller.abort());
    const answer = await connectTo({ baseUrl: server.url }).quota(account, {
      lane: 'Change',
      signal: controller.signal,
    });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the timers of a call', () => {
  it.each([
    ['is answered', async () => (await startFaultServer((_, response) => respondJson(response, 200, quotaBody))).url],
    ['finds nobody', urlOfNobody],
  ])('end with it when it %s', async (_, url) => {
    const clock = new ManualClock();
    await connectTo({ baseUrl: await url(), clock }).createStore(account, 'x', change);
    await vi.waitFor(() => expect(clock.timers).toBe(0));
  });
});

describe('a redirect', () => {
  it('is not followed, so the token goes to nobody else', async () => {
    const elsewhere = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const server = await startFaultServer((_, response) =>
      response.writeHead(307, { Location: `${elsewhere.url}/` }).end(),
    );
    const answer = await connectTo({ baseUrl: server.url }).createStore(account, 'x', change);
    expect(answer).toEqual(unavailable('HTTP 307', 'Maybe'));
    expect(elsewhere.seen).toEqual([]);
  });
});
