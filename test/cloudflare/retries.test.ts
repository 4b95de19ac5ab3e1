import { describe, expect, it } from 'vitest';
import { createCloudflareApi } from '../../src/cloudflare/api.ts';
import { withShortRetries } from '../../src/cloudflare/retry-reads.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { failed } from '../../src/core/result.ts';
import { envelopeOf, respondJson, startFaultServer, type FaultServer } from '../support/fault-server.ts';
import { globalCredential } from './emulated-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { account, change, connectTo, credential, resync } from './test-edge.ts';

const quotaBody = envelopeOf({ secrets: { quota: 100, usage: 3 } });

/** Answers these statuses one after the other, the last one for ever, with these headers beside. */
function startServer(
  statuses: readonly number[],
  headers: Readonly<Record<string, string>> = {},
): Promise<FaultServer> {
  let answered = 0;
  return startFaultServer((_, response) => {
    const status = statuses[Math.min(answered, statuses.length - 1)] ?? 500;
    answered += 1;
    respondJson(response, status, quotaBody, headers);
  });
}

describe('a read', () => {
  it('is tried again while Cloudflare is unavailable', async () => {
    const server = await startServer([503, 502, 200]);
    expect(await connectTo({ baseUrl: server.url }).quota(account, change)).toMatchObject({ ok: true });
    expect(server.seen).toHaveLength(3);
  });

  it('is tried three times and no more', async () => {
    const server = await startServer([503]);
    expect(await connectTo({ baseUrl: server.url }).quota(account, change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'HTTP 503', processed: 'No' },
    });
    expect(server.seen).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 429])('is not tried again after %i', async (status) => {
    const server = await startServer([status]);
    expect(await connectTo({ baseUrl: server.url }).quota(account, change)).toMatchObject({ ok: false });
    expect(server.seen).toHaveLength(1);
  });

  it('is not tried again here when the server says when to come back', async () => {
    const server = await startServer([503], { 'Retry-After': '1' });
    expect(await connectTo({ baseUrl: server.url }).quota(account, change)).toMatchObject({
      failure: { kind: 'Unavailable', retryAfterMs: 1000 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('is not tried again once its signal is aborted', async () => {
    const controller = new AbortController();
    const server = await startFaultServer((_, response) => {
      respondJson(response, 503, quotaBody);
      response.on('close', () => controller.abort());
    });
    const client = connectTo({ baseUrl: server.url, retryDelayMs: 60_000 });
    const answer = await client.quota(account, { lane: 'Change', signal: controller.signal });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the pause before another try', () => {
  it('ends with the signal', async () => {
    const controller = new AbortController();
    const read = () => {
      setImmediate(() => controller.abort());
      return Promise.resolve(failed<CloudflareFailure>({ kind: 'Unavailable', detail: 'HTTP 503', processed: 'No' }));
    };
    const answer = await withShortRetries(read, { signal: controller.signal, firstDelayMs: 60_000 });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
  });
});

describe('a write', () => {
  it('is sent once, whatever comes', async () => {
    const server = await startServer([503, 200]);
    expect(await connectTo({ baseUrl: server.url }).createStore(account, 'x', change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'HTTP 503', processed: 'Maybe' },
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the rate limit', () => {
  it('stops every call of a credential after a 429, until its end', async () => {
    const clock = new ManualClock();
    const server = await startServer([429, 200], { 'Retry-After': '60' });
    const api = createCloudflareApi({ baseUrl: server.url, userAgent: 'test', proxyEnvironment: {}, clock });
    const [one, other] = [api.connect(credential), api.connect(credential)];
    const stopped = { ok: false, failure: { kind: 'RateLimited', retryAfterMs: 60_000 } };
    expect(await one.quota(account, change)).toEqual(stopped);
    expect(await other.quota(account, resync)).toEqual(stopped);
    expect(server.seen).toHaveLength(1);
    clock.advance(60_000);
    expect(await other.quota(account, resync)).toMatchObject({ ok: true });
    api.close();
  });

  it('leaves other credentials alone', async () => {
    const server = await startServer([429, 200], { 'Retry-After': '60' });
    const api = createCloudflareApi({ baseUrl: server.url, userAgent: 'test', proxyEnvironment: {} });
    await api.connect(credential).quota(account, change);
    expect(await api.connect(globalCredential).quota(account, change)).toMatchObject({ ok: true });
    api.close();
  });

  it('does not count for ever what got no answer', async () => {
    let answered = 0;
    const headers = { Ratelimit: '"default";r=21;t=120', 'Ratelimit-Policy': '"default";q=100;w=300' };
    const server = await startFaultServer((_, response) => {
      answered += 1;
      if (answered === 1) response.socket?.resetAndDestroy();
      else respondJson(response, 200, quotaBody, headers);
    });
    const client = connectTo({ baseUrl: server.url });
    expect(await client.createStore(account, 'x', change)).toMatchObject({ failure: { kind: 'Unavailable' } });
    expect(await client.quota(account, change)).toMatchObject({ ok: true });
    expect(await client.quota(account, change)).toMatchObject({ ok: true });
  });

  it('is kept before it is reached, by what the headers say', async () => {
    const server = await startServer([200], {
      Ratelimit: '"default";r=20;t=120',
      'Ratelimit-Policy': '"default";q=100;w=300',
    });
    const client = connectTo({ baseUrl: server.url });
    expect(await client.quota(account, change)).toMatchObject({ ok: true });
    expect(await client.quota(account, change)).toMatchObject({ failure: { kind: 'RateLimited' } });
    expect(server.seen).toHaveLength(1);
  });
});
