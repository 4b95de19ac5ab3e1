import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCallLog } from '../../src/emulator/call-log.ts';
import {
  accountId,
  names,
  refusal,
  startTestEmulator,
  strangeId,
  token,
  type TestEmulator,
} from './running-emulator.ts';

const canary = 'canary-3f2a';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const entry = (name: string) => ({ name, value: canary, scopes: ['workers'] });
const create = (...entries: readonly string[]) =>
  emulator.call('POST', emulator.secretsPath, { body: entries.map(entry) });
const adminStatus = async (method: string, path: string, body?: unknown) => {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${emulator.adminUrl}${path}`, { method, ...text });
  return { status: response.status, body: await response.json() };
};

describe('the values', () => {
  test('are shown for a store by its name or its id', async () => {
    await create('A');
    const byName = await emulator.admin.secrets(accountId, 'default_secrets_store');
    expect(byName).toMatchObject([{ name: 'A', value: canary, status: 'pending', scopes: ['workers'], comment: null }]);
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toEqual(byName);
  });

  test('are shown for a store whose name needs escaping', async () => {
    const name = 'my store/ü';
    await emulator.admin.settings({ accounts: [{ id: accountId, storesQuota: 2 }] });
    await emulator.call('POST', emulator.storesPath, { body: { name } });
    await emulator.admin.seed(accountId, name, [{ name: 'A', value: canary }]);
    expect(await emulator.admin.secrets(accountId, name)).toMatchObject([{ value: canary }]);
  });

  test('stand in no answer of the API, whatever is asked', async () => {
    const created = await create('A');
    const [secret] = await emulator.admin.secrets(accountId, emulator.storeId);
    const path = `${emulator.secretsPath}/${String(secret?.id)}`;
    const answers = [
      created,
      await create('A'),
      await create('not a name'),
      await emulator.call('GET', path),
      await emulator.call('GET', `${emulator.secretsPath}?search=${canary}`),
      await emulator.call('PATCH', path, { body: { value: canary } }),
      await emulator.call('PATCH', path, { body: { value: canary.repeat(10_000) } }),
      await emulator.call('PATCH', path, { rawBody: `{"value":"${canary}"` }),
      await emulator.call('POST', `${path}/duplicate`, { body: { name: 'B', scopes: ['workers'] } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 200, 200, 200, 400, 400, 200]);
    expect(answers.map(({ text }) => text).join('')).not.toContain(canary);
  });

  test('stand neither in the call log nor in the settings', async () => {
    await create('A', 'B');
    expect(JSON.stringify(await emulator.admin.calls())).not.toContain(canary);
    expect(JSON.stringify(await emulator.admin.settings({}))).not.toContain(canary);
  });

  test('are not to be had for a store or an account that does not exist', async () => {
    expect(await adminStatus('GET', `/accounts/${accountId}/stores/nothing/secrets`)).toMatchObject({ status: 404 });
    expect(await adminStatus('GET', `/accounts/${strangeId}/stores/x/secrets`)).toMatchObject({ status: 404 });
    expect(await adminStatus('GET', `/accounts/${strangeId}/stores`)).toMatchObject({ status: 404 });
  });
});

describe('the call log', () => {
  test('has one entry for each call, in order, and none for the admin endpoints', async () => {
    await create('A', 'B');
    await create('A');
    await emulator.call('GET', `${emulator.secretsPath}?per_page=10&page=1`);
    await emulator.admin.secrets(accountId, emulator.storeId);
    const path = `/client/v4${emulator.secretsPath}`;
    const at = '2026-01-02T03:04:05.000Z';
    const posted = { at, operation: 'secrets.create', method: 'POST', path };
    expect(await emulator.admin.calls()).toEqual([
      { ...posted, status: 200, count: 2 },
      { ...posted, status: 400, code: 1003, count: 1 },
      { at, operation: 'secrets.list', method: 'GET', path, query: 'per_page=10&page=1', status: 200 },
    ]);
  });

  test('counts the ids of a bulk delete', async () => {
    await emulator.call('DELETE', emulator.secretsPath, { body: { ids: [strangeId, accountId] } });
    expect(await emulator.admin.calls()).toMatchObject([{ operation: 'secrets.bulkDelete', status: 202, count: 2 }]);
  });

  test('has the calls that were refused, or led nowhere, or got no answer', async () => {
    await emulator.call('GET', emulator.storesPath, { headers: {} });
    await emulator.call('GET', '/zones');
    await emulator.admin.inject({ operation: 'stores.list', action: { kind: 'reset', when: 'before' } });
    await expect(emulator.call('GET', emulator.storesPath)).rejects.toThrow('fetch failed');
    expect(await emulator.admin.calls()).toMatchObject([
      { operation: 'stores.list', status: 400, code: 9106 },
      { operation: 'unknown', status: 404, code: 7003 },
      { operation: 'stores.list', status: null, fault: 'reset' },
    ]);
  });

  test('is empty once it is cleared', async () => {
    await create('A');
    await emulator.admin.clearCalls();
    expect(await emulator.admin.calls()).toEqual([]);
  });

  test('forgets the oldest calls, so that it cannot grow for ever', () => {
    const log = createCallLog(3);
    for (let status = 1; status <= 5; status += 1)
      log.add({ at: '', operation: 'quota.get', method: 'GET', path: '/', status });
    expect(log.list().map(({ status }) => status)).toEqual([3, 4, 5]);
  });
});

describe('seeding', () => {
  test('puts secrets there as if long ago: no read misses them, however late it is', async () => {
    await emulator.admin.settings({ readLagMs: 5_000, readLagOf: 'everyWrite' });
    await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: 'a' }]);
    expect(names(await emulator.call('GET', emulator.secretsPath))).toEqual(['A']);
  });

  test('puts active secrets past quota and log, scoped to Workers unless said', async () => {
    await emulator.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1 }] });
    const seeds = [
      { name: 'A', value: 'a' },
      { name: 'B', value: 'b', scopes: ['workers', 'dex'], comment: 'theirs', status: 'pending' as const },
    ];
    await emulator.admin.seed(accountId, 'default_secrets_store', seeds);
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toMatchObject([
      { name: 'A', value: 'a', scopes: ['workers'], comment: null, status: 'active' },
      { name: 'B', value: 'b', scopes: ['dex', 'workers'], comment: 'theirs', status: 'pending' },
    ]);
    expect(await emulator.admin.calls()).toEqual([]);
  });

  test('replaces a secret of the same name by one with another id', async () => {
    const [first] = await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: '1' }]);
    const [second] = await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: '2' }]);
    expect(second?.id).not.toBe(first?.id);
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toEqual([second]);
  });

  test.each([[{ name: 'A' }], ['A'], [{ name: 'A', value: canary, status: 'odd' }]])(
    'refuses %j without repeating it',
    async (seed) => {
      const answer = await adminStatus('POST', `/accounts/${accountId}/stores/${emulator.storeId}/secrets`, [seed]);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain(canary);
    },
  );
});

describe('the settings', () => {
  test('can be read', async () => {
    expect(await adminStatus('GET', '/settings')).toMatchObject({
      status: 200,
      body: { activationDelayMs: 1000, bulkCreate: 'atomic', rateLimit: { requests: 1200, windowSeconds: 300 } },
    });
  });

  test('keep what a change does not name', async () => {
    await emulator.admin.settings({ bulkCreate: 'partial' });
    expect(await emulator.admin.settings({ maxValueBytes: 1024 })).toMatchObject({
      bulkCreate: 'partial',
      maxValueBytes: 1024,
      activationDelayMs: 1000,
    });
  });

  test('can make new scopes known', async () => {
    await emulator.admin.settings({ scopes: ['workers', 'moon'] });
    const body = [{ ...entry('A'), scopes: ['moon'] }];
    expect((await emulator.call('POST', emulator.secretsPath, { body })).status).toBe(200);
  });

  test('can take places away below what is used', async () => {
    await create('A', 'B');
    await emulator.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1 }] });
    const quota = await emulator.call('GET', `/accounts/${accountId}/secrets_store/quota`);
    expect(quota.json?.result).toEqual({ secrets: { quota: 1, usage: 2 } });
    expect(refusal(await create('C')).message).toBe('maximum_secrets_exceeded: max 1');
  });

  test.each([
    [{ bulkCreat: 'partial' }, 400, 'There is no setting bulkCreat'],
    [{ bulkCreate: 'sometimes' }, 400, 'bulkCreate is not valid'],
    [{ activationDelayMs: -1 }, 400, 'activationDelayMs is not valid'],
    [{ accounts: [{ secretsQuota: 1 }] }, 400, 'id is missing or not valid'],
    [{ accounts: [{ id: accountId, addTokens: [{ permission: 'read' }] }] }, 400, 'addTokens is missing or not valid'],
    [{ accounts: [{ id: strangeId }] }, 404, 'No such account'],
  ])('are not changed by %j', async (change, status, error) => {
    expect(await adminStatus('PATCH', '/settings', change)).toEqual({ status, body: { error } });
  });
});

describe('a reset', () => {
  test('puts everything back to the beginning', async () => {
    await create('A');
    await emulator.admin.settings({ bulkCreate: 'partial', accounts: [{ id: accountId, revokeTokens: [token] }] });
    await emulator.admin.inject({ operation: '*', action: { kind: 'status', status: 500 } });
    await emulator.admin.reset();
    expect(await emulator.admin.calls()).toEqual([]);
    expect(await emulator.admin.faults()).toEqual([]);
    expect(await emulator.admin.settings({})).toMatchObject({ bulkCreate: 'atomic' });
    expect(await emulator.admin.secrets(accountId, 'default_secrets_store')).toEqual([]);
    expect((await emulator.call('GET', emulator.storesPath)).status).toBe(200);
  });
});

describe('the admin endpoints', () => {
  test('can still be used when the API takes hardly any body', async () => {
    await emulator.admin.settings({ maxBodyBytes: 1 });
    expect((await create('A')).status).toBe(413);
    await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: canary.repeat(1000) }]);
    expect(await emulator.admin.settings({ maxBodyBytes: 1000 })).toMatchObject({ maxBodyBytes: 1000 });
  });

  test.each([
    ['GET', '/nothing'],
    ['PUT', '/calls'],
  ])('do not know %s %s', async (method, path) => {
    expect(await adminStatus(method, path)).toMatchObject({ status: 404 });
  });
});
