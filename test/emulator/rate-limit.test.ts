import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRateLimiter } from '../../src/emulator/rate-limit.ts';
import { accountId, refusal, startTestEmulator, token, type TestEmulator } from './running-emulator.ts';

describe('the rate limit', () => {
  let emulator: TestEmulator;

  beforeEach(async () => {
    emulator = await startTestEmulator({
      accounts: [{ id: accountId, tokens: [token, 'another'] }],
      rateLimit: { requests: 3, windowSeconds: 60 },
    });
  });

  afterEach(() => emulator.close());

  const list = (text = token) =>
    emulator.call('GET', emulator.storesPath, { headers: { authorization: `Bearer ${text}` } });
  const exhaust = async () => {
    for (let call = 0; call < 4; call += 1) await list();
  };

  test('is announced on every answer, refusals included', async () => {
    const { headers } = await list();
    expect(headers.get('ratelimit')).toBe('"default";r=2;t=60');
    expect(headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(headers.get('retry-after')).toBeNull();
    emulator.advance(10_000);
    expect((await list()).headers.get('ratelimit')).toBe('"default";r=1;t=50');
    expect((await list('x'.repeat(40))).headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
  });

  test('refuses the call that exceeds it with 429 and code 971, and says for how long', async () => {
    for (let call = 0; call < 3; call += 1) expect((await list()).status).toBe(200);
    const answer = await list();
    expect(refusal(answer)).toEqual({
      status: 429,
      code: 971,
      message: 'Please wait and consider throttling your request speed',
    });
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(answer.headers.get('ratelimit')).toBe('"default";r=0;t=60');
  });

  test('refuses everything for a whole window from then on', async () => {
    emulator.advance(30_000);
    await exhaust();
    emulator.advance(59_000);
    const late = await list();
    expect(late.status).toBe(429);
    expect(late.headers.get('retry-after')).toBe('1');
    emulator.advance(1000);
    expect((await list()).status).toBe(200);
  });

  test('starts again with each window', async () => {
    for (let call = 0; call < 3; call += 1) await list();
    emulator.advance(60_000);
    expect((await list()).headers.get('ratelimit')).toBe('"default";r=2;t=60');
  });

  test('changes nothing in a refused call', async () => {
    await exhaust();
    const body = [{ name: 'A', value: 'v', scopes: ['workers'] }];
    expect((await emulator.call('POST', emulator.secretsPath, { body })).status).toBe(429);
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toEqual([]);
  });

  test('is counted for each token by itself', async () => {
    await exhaust();
    expect((await list('another')).status).toBe(200);
  });

  test('is shared by all tokens and the global key of one user', async () => {
    const email = 'ops@example.com';
    const globalKey = 'the-key';
    const tokens = ['one', 'two'].map((text) => ({ token: text, user: email }));
    await emulator.close();
    emulator = await startTestEmulator({
      accounts: [{ id: accountId, tokens: [...tokens, 'other'], email, globalKey }],
      rateLimit: { requests: 3, windowSeconds: 60 },
    });
    await list('one');
    await list('two');
    const headers = { 'x-auth-email': email, 'x-auth-key': globalKey };
    const third = await emulator.call('GET', emulator.storesPath, { headers });
    expect(third.headers.get('ratelimit')).toBe('"default";r=0;t=60');
    expect((await list('one')).status).toBe(429);
    expect((await list('other')).status).toBe(200);
  });

  test('of an address counts what all credentials send from there, where it is set', async () => {
    await emulator.admin.settings({ addressRateLimit: { requests: 2, windowSeconds: 1 } });
    await list();
    await list('another');
    const answer = await list('another');
    expect(refusal(answer)).toMatchObject({ status: 429, code: 971 });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('ratelimit')).toBe('"default";r=1;t=60');
    emulator.advance(1000);
    expect((await list()).status).toBe(200);
  });

  test('starts again when it is changed', async () => {
    await exhaust();
    await emulator.admin.settings({ rateLimit: { requests: 5, windowSeconds: 300 } });
    expect((await list()).headers.get('ratelimit')).toBe('"default";r=4;t=300');
  });

  test('is 1,200 calls in five minutes unless said otherwise', async () => {
    await emulator.close();
    emulator = await startTestEmulator();
    expect((await list()).headers.get('ratelimit-policy')).toBe('"default";q=1200;w=300');
  });
});

test('the counts of ten thousand callers are kept, of those that called last', () => {
  const limiter = createRateLimiter(() => 0);
  const take = (key: string) => limiter.take(key, { requests: 3, windowSeconds: 60 }).remaining;
  expect([take('first'), take('second')]).toEqual([2, 2]);
  for (let caller = 0; caller < 9_998; caller += 1) take(`address:${caller}`);
  expect([take('first'), take('second')]).toEqual([1, 1]);
  for (let caller = 0; caller < 9_999; caller += 1) take(`address:${caller}`);
  expect(take('second')).toBe(0);
  expect(take('first')).toBe(2);
});
