import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, names, refusal, startTestEmulator, token, type TestEmulator } from './running-emulator.ts';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const entry = (name: string, more: object = {}) => ({ name, value: 'v', scopes: ['workers'], ...more });
const post = (body: unknown) => emulator.call('POST', emulator.secretsPath, { body });
const stored = () => emulator.admin.secrets(accountId, emulator.storeId);
const storedNames = async () => (await stored()).map(({ name }) => name);

describe('creating secrets', () => {
  test('answers with ids of 32 hex digits', async () => {
    expect((await post([entry('A')])).json?.result).toMatchObject([{ id: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  });

  test('returns scopes sorted and without doubles, whatever was sent', async () => {
    const answer = await post([entry('A', { scopes: ['workers', 'dex', 'access', 'dex'] })]);
    expect(answer.json?.result).toMatchObject([{ scopes: ['access', 'dex', 'workers'] }]);
  });

  test.each([[entry('A')], [entry('A', { comment: null })], [entry('A', { comment: '' })]])(
    'returns null for a comment that is not set (%j)',
    async (body) => {
      expect((await post([body])).json?.result).toMatchObject([{ comment: null }]);
    },
  );

  test.each([
    ['no name', { value: 'v', scopes: ['workers'] }, 'secret_name_empty'],
    ['an empty name', entry(''), 'secret_name_empty'],
    ['a dot in the name', entry('a.b'), 'secret_name_invalid: a.b'],
    ['a space in the name', entry('a b'), 'secret_name_invalid: a b'],
    ['no scopes', { name: 'A', value: 'v' }, 'secret_scopes_empty'],
    ['an empty list of scopes', entry('A', { scopes: [] }), 'secret_scopes_empty'],
    ['a scope that there is not', entry('A', { scopes: ['workers', 'moon'] }), 'secret_scope_invalid: moon'],
    ['no value', { name: 'A', scopes: ['workers'] }, 'invalid_json_body'],
    ['a value that is no text', entry('A', { value: 1 }), 'invalid_json_body'],
    ['scopes that are no list', entry('A', { scopes: 'workers' }), 'invalid_json_body'],
    ['no fields at all', 'A', 'invalid_json_body'],
  ])('refuses an entry with %s', async (_what, body, message) => {
    expect(refusal(await post([body]))).toEqual({ status: 400, code: 1001, message });
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['an object', entry('A')],
    ['empty', []],
    ['null', null],
  ])('refuses a list that is %s', async (_what, body) => {
    expect(refusal(await post(body))).toEqual({ status: 400, code: 1001, message: 'invalid_json_body' });
  });

  test.each([
    ['no JSON', '[{"name":'],
    ['not there', undefined],
    ['no UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
  ])('refuses a body that is %s', async (_what, rawBody) => {
    const answer = await emulator.call('POST', emulator.secretsPath, rawBody === undefined ? {} : { rawBody });
    expect(refusal(answer)).toEqual({ status: 400, code: 1001, message: 'invalid_json_body' });
  });

  test('counts a value in bytes of UTF-8, and says only the limit', async () => {
    await emulator.admin.settings({ maxValueBytes: 4 });
    expect((await post([entry('A', { value: 'éé' })])).status).toBe(200);
    expect(refusal(await post([entry('B', { value: 'ééx' })]))).toEqual({
      status: 400,
      code: 1001,
      message: 'secret_value_too_long: max 4',
    });
  });

  test('takes a value of exactly 65,536 bytes by default', async () => {
    expect((await post([entry('A', { value: 'x'.repeat(65_536) })])).status).toBe(200);
    expect((await post([entry('B', { value: 'x'.repeat(65_537) })])).status).toBe(400);
  });

  test('refuses a name that is taken, with 400 or 409 as the settings say', async () => {
    await post([entry('A')]);
    const message = 'secret_name_already_exists: A';
    expect(refusal(await post([entry('A')]))).toEqual({ status: 400, code: 1003, message });
    await emulator.admin.settings({ nameExistsStatus: 409 });
    expect(refusal(await post([entry('A')]))).toEqual({ status: 409, code: 1003, message });
  });

  test('refuses a name that stands twice in one array', async () => {
    expect(refusal(await post([entry('A'), entry('A')])).message).toBe('secret_name_already_exists: A');
    expect(await stored()).toEqual([]);
  });

  test('takes a name again once its secret is deleted', async () => {
    await post([entry('A')]);
    const [secret] = await stored();
    await emulator.call('DELETE', `${emulator.secretsPath}/${String(secret?.id)}`);
    expect((await post([entry('A')])).status).toBe(200);
  });

  test('creates nothing if one entry is bad: a bulk POST is atomic by default', async () => {
    expect((await post([entry('A'), entry('b c'), entry('D')])).status).toBe(400);
    expect(await stored()).toEqual([]);
  });

  test('creates the good entries and refuses all the same, if bulk POSTs are partial', async () => {
    await emulator.admin.settings({ bulkCreate: 'partial' });
    expect(refusal(await post([entry('A'), entry('b c'), entry('D')])).message).toBe('secret_name_invalid: b c');
    expect(await storedNames()).toEqual(['A', 'D']);
  });

  test('stops at the quota of the account', async () => {
    await emulator.admin.settings({ accounts: [{ id: accountId, secretsQuota: 2 }] });
    expect(refusal(await post(['A', 'B', 'C'].map((name) => entry(name))))).toEqual({
      status: 400,
      code: 1003,
      message: 'maximum_secrets_exceeded: max 2',
    });
    expect((await post([entry('A'), entry('B')])).status).toBe(200);
  });

  test('counts the secrets of all stores of the account against the quota', async () => {
    await emulator.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1, storesQuota: 2 }] });
    await post([entry('A')]);
    const store = await emulator.call('POST', emulator.storesPath, { body: { name: 'second' } });
    const { id } = (await emulator.admin.stores(accountId)).find(({ name }) => name === 'second') ?? {};
    expect(store.status).toBe(200);
    const answer = await emulator.call('POST', `${emulator.storesPath}/${String(id)}/secrets`, { body: [entry('B')] });
    expect(refusal(answer).message).toBe('maximum_secrets_exceeded: max 1');
  });

  test('reads JSON that is sent as plain text, as wrangler does', async () => {
    const answer = await emulator.call('POST', emulator.secretsPath, {
      rawBody: JSON.stringify([entry('A')]),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain;charset=UTF-8' },
    });
    expect(names(answer)).toEqual(['A']);
  });

  test('answers a body that is too large with a page of HTML', async () => {
    await emulator.admin.settings({ maxBodyBytes: 100 });
    const answer = await post([entry('A', { value: 'x'.repeat(1_000_000) })]);
    expect(answer.status).toBe(413);
    expect(answer.json).toBeUndefined();
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  test('takes a hundred secrets of the largest size in one array', async () => {
    const value = 'x'.repeat(65_536);
    expect((await post(Array.from({ length: 100 }, (_, i) => entry(`S${String(i)}`, { value })))).status).toBe(200);
  });
});

describe('creating stores', () => {
  test('stops at the number of stores that the account may have', async () => {
    expect(refusal(await emulator.call('POST', emulator.storesPath, { body: { name: 'second' } }))).toEqual({
      status: 400,
      code: 1003,
      message: 'maximum_stores_exceeded',
    });
  });

  test.each([
    [{ name: 'default_secrets_store' }, 'store_name_already_exists: default_secrets_store'],
    [{ name: '' }, 'store_name_empty'],
    [{}, 'store_name_empty'],
    [[{ name: 'second' }], 'invalid_json_body'],
    [{ name: 1 }, 'invalid_json_body'],
  ])('refuses a store like %j', async (body, message) => {
    await emulator.admin.settings({ accounts: [{ id: accountId, storesQuota: 2 }] });
    expect(refusal(await emulator.call('POST', emulator.storesPath, { body })).message).toBe(message);
  });
});
