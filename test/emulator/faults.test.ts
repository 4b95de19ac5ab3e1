import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, refusal, startTestEmulator, type TestEmulator } from './running-emulator.ts';

/** What the SDK waits for comes from the network; here it must come within this time. */
const deadlineMs = 5000;

let emulator: TestEmulator;
let randomNumbers: number[] = [];

beforeEach(async () => {
  emulator = await startTestEmulator({ random: () => randomNumbers.shift() ?? 1 });
});

afterEach(() => emulator.close());

const list = () => emulator.call('GET', emulator.secretsPath);
const create = (signal?: AbortSignal) =>
  emulator.call('POST', emulator.secretsPath, {
    body: [{ name: 'A', value: 'v', scopes: ['workers'] }],
    ...(signal === undefined ? {} : { signal }),
  });
const storedNames = async () => (await emulator.admin.secrets(accountId, emulator.storeId)).map(({ name }) => name);
const badGateway = { kind: 'status', status: 502 } as const;
const statuses = async (calls: number) => {
  const seen = [];
  for (let call = 0; call < calls; call += 1) seen.push((await list()).status);
  return seen;
};

/** The client gives up once the emulator has the call, so nothing depends on how fast either of them is. */
async function giveUpOnCreate() {
  const controller = new AbortController();
  const creation = create(controller.signal);
  const creationEnds = expect(creation).rejects.toThrow('aborted');
  await expect.poll(() => emulator.admin.calls(), { timeout: deadlineMs }).toHaveLength(1);
  controller.abort();
  await creationEnds;
}

describe('a fault hits', () => {
  test('every call of its operation, until the faults are cleared', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', action: badGateway });
    expect(await statuses(3)).toEqual([502, 502, 502]);
    expect((await create()).status).toBe(200);
    await emulator.admin.clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });

  test('calls of every operation, if it names none', async () => {
    await emulator.admin.inject({ operation: '*', action: badGateway });
    expect((await list()).status).toBe(502);
    expect((await create()).status).toBe(502);
  });

  test('the nth call', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', nth: 2, action: badGateway });
    expect(await statuses(3)).toEqual([200, 502, 200]);
  });

  test('the first calls', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', times: 2, action: badGateway });
    expect(await statuses(3)).toEqual([502, 502, 200]);
  });

  test('a share of the calls', async () => {
    randomNumbers = [0.2, 0.8, 0.49, 0.5];
    await emulator.admin.inject({ operation: 'secrets.list', share: 0.5, action: badGateway });
    expect(await statuses(4)).toEqual([502, 200, 502, 200]);
  });

  test('the calls to one account', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', account: 'f'.repeat(32), action: badGateway });
    expect(await statuses(1)).toEqual([200]);
    await emulator.admin.inject({ operation: 'secrets.list', account: accountId, action: badGateway });
    expect(await statuses(2)).toEqual([502, 502]);
  });

  test('before a fault that was injected later', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', times: 1, action: badGateway });
    await emulator.admin.inject({ operation: 'secrets.list', times: 1, action: { kind: 'status', status: 503 } });
    expect(await statuses(3)).toEqual([502, 503, 200]);
    const faults = await emulator.admin.faults();
    expect(faults.map(({ seen, fired }) => ({ seen, fired }))).toEqual([
      { seen: 3, fired: 1 },
      { seen: 3, fired: 1 },
    ]);
  });
});

describe('a status', () => {
  test('comes with the body that was given', async () => {
    const body = { success: false, errors: [{ code: 1003, message: 'quota' }], messages: [], result: null };
    await emulator.admin.inject({ operation: '*', action: { kind: 'status', status: 400, body } });
    expect(refusal(await list())).toEqual({ status: 400, code: 1003, message: 'quota' });
    expect(await emulator.admin.calls()).toMatchObject([{ status: 400, code: 1003, fault: 'status' }]);
  });

  test('comes as the page of HTML that was given, with its headers', async () => {
    const headers = { 'cf-mitigated': 'challenge' };
    const html = '<html>Just a moment</html>';
    await emulator.admin.inject({ operation: '*', action: { kind: 'status', status: 403, html, headers } });
    const answer = await list();
    expect(answer).toMatchObject({ status: 403, text: html, json: undefined });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('cf-mitigated')).toBe('challenge');
  });

  test('comes in an envelope otherwise', async () => {
    await emulator.admin.inject({ operation: '*', action: badGateway });
    expect((await list()).json).toMatchObject({ success: false, result: null });
  });

  test('comes in place of the call, or after it', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', nth: 1, action: badGateway });
    await emulator.admin.inject({ operation: 'secrets.create', nth: 2, action: { ...badGateway, when: 'after' } });
    expect((await create()).status).toBe(502);
    expect(await storedNames()).toEqual([]);
    expect((await create()).status).toBe(502);
    expect(await storedNames()).toEqual(['A']);
  });
});

describe('a reset', () => {
  test('before the call leaves everything as it was', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(await storedNames()).toEqual([]);
  });

  test('after the call loses only the answer', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'after' } });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(await storedNames()).toEqual(['A']);
  });
});

describe('a call that hangs', () => {
  test('gets no answer, and changes nothing', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', action: { kind: 'hang' } });
    await giveUpOnCreate();
    expect(await emulator.admin.calls()).toMatchObject([{ status: null, fault: 'hang' }]);
    expect(await storedNames()).toEqual([]);
  });

  test('may have been carried out all the same', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', action: { kind: 'hang', when: 'after' } });
    await giveUpOnCreate();
    expect(await storedNames()).toEqual(['A']);
  });

  test('does not keep the emulator from closing', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', action: { kind: 'hang' } });
    const creationEnds = expect(create()).rejects.toThrow('fetch failed');
    await expect.poll(() => emulator.admin.calls(), { timeout: deadlineMs }).toHaveLength(1);
    await emulator.close();
    await creationEnds;
  });
});

describe('a delay', () => {
  test('is followed by the right answer', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', action: { kind: 'delay', ms: 30 } });
    const startedMs = performance.now();
    expect((await create()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(25);
  });

  test('is over before the call is carried out, or begins after it', async () => {
    const action = { kind: 'delay', ms: 60_000 } as const;
    await emulator.admin.inject({ operation: 'secrets.create', action });
    await emulator.admin.inject({ operation: 'secrets.duplicate', action: { ...action, when: 'after' } });
    const [seeded] = await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'S', value: 'v' }]);
    const controller = new AbortController();
    const { signal } = controller;
    const path = `${emulator.secretsPath}/${String(seeded?.id)}/duplicate`;
    const copying = emulator.call('POST', path, { body: { name: 'COPY', scopes: ['workers'] }, signal });
    const bothEnd = Promise.all([create(signal), copying].map((call) => expect(call).rejects.toThrow('aborted')));
    await expect.poll(storedNames, { timeout: deadlineMs }).toEqual(['S', 'COPY']);
    controller.abort();
    await bothEnd;
  });
});

describe('a broken answer', () => {
  test('is cut off in its middle, though its length was announced', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', action: { kind: 'truncate' } });
    await expect(create()).rejects.toThrow('terminated');
    expect(await storedNames()).toEqual(['A']);
    expect(await emulator.admin.calls()).toMatchObject([{ status: 200, fault: 'truncate' }]);
  });

  test('is as large as was asked for, and still JSON', async () => {
    const bytes = 3_000_000;
    await emulator.admin.inject({ operation: 'secrets.list', times: 1, action: { kind: 'giant', bytes } });
    const answer = await list();
    expect(answer.text).toHaveLength(bytes);
    expect(answer.json).toMatchObject({ success: true, errors: [] });
    expect(await emulator.admin.calls()).toMatchObject([{ status: 200, fault: 'giant' }]);
  });

  test('does not have to be read to its end', async () => {
    await emulator.admin.inject({ operation: 'secrets.list', times: 1, action: { kind: 'giant', bytes: 1e12 } });
    const controller = new AbortController();
    const listing = fetch(`${emulator.baseUrl}${emulator.secretsPath}`, { signal: controller.signal });
    expect((await listing).status).toBe(200);
    controller.abort();
    expect(await statuses(1)).toEqual([200]);
  });

  test.each([
    ['JSON that ends too early', '{"success":true,"result":['],
    ['no body at all', ''],
    ['JSON of another kind', '"success"'],
  ])('holds what was given, and is called JSON: %s', async (_what, text) => {
    await emulator.admin.inject({ operation: 'secrets.list', action: { kind: 'status', status: 200, text } });
    const answer = await list();
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers.get('content-type')).toBe('application/json');
  });
});

describe('other faults', () => {
  test('refuse a call as the rate limit would, but only those they hit', async () => {
    const action = { kind: 'rateLimited', retryAfterSeconds: 7 } as const;
    await emulator.admin.inject({ operation: 'secrets.list', times: 1, action });
    const answer = await list();
    expect(refusal(answer)).toMatchObject({ status: 429, code: 971 });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('ratelimit')).toBe('"default";r=0;t=7');
    expect(await statuses(1)).toEqual([200]);
  });

  test('can hit paths that lead nowhere', async () => {
    await emulator.admin.inject({ operation: 'unknown', action: badGateway });
    expect((await emulator.call('GET', '/zones')).status).toBe(502);
  });
});

describe('an injection is refused', () => {
  test.each([
    [{ operation: 'secrets.cretae', action: badGateway }, 'operation names no operation'],
    [{ operation: '*' }, 'A fault has an operation and an action'],
    [{ operation: '*', action: { kind: 'explode' } }, 'action.kind is none of the kinds of fault'],
    [{ operation: '*', action: { kind: 'delay' } }, 'ms is missing or not valid'],
    [{ operation: '*', action: { kind: 'giant', bytes: -1 } }, 'bytes is missing or not valid'],
    [{ operation: '*', action: { kind: 'status', status: 200, text: 1 } }, 'text is missing or not valid'],
    [{ operation: '*', action: { kind: 'reset', when: 'never' } }, 'when is missing or not valid'],
    [{ operation: '*', share: 2, action: badGateway }, 'share is missing or not valid'],
    [{ operation: '*', nth: 0, action: badGateway }, 'nth is missing or not valid'],
    [{ operation: '*', account: 1, action: badGateway }, 'account is missing or not valid'],
    [{ operation: '*', nth: 1, share: 0.5, action: badGateway }, 'nth, times and share exclude one another'],
  ])('for %j', async (fault, error) => {
    const response = await fetch(`${emulator.adminUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });

  test('when a thousand are armed, until they are cleared', async () => {
    const fault = { operation: 'unknown', times: 1, action: badGateway } as const;
    const inject = async () => fetch(`${emulator.adminUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    for (let armed = 0; armed < 1_000; armed += 1) expect((await inject()).status).toBe(200);
    const refused = await inject();
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      error: '1000 faults are armed, which is the most: DELETE /admin/faults first',
    });
    await emulator.admin.clearFaults();
    expect((await inject()).status).toBe(200);
  });
});
