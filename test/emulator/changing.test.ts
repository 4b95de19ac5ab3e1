import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, refusal, startTestEmulator, strangeId, type TestEmulator } from './running-emulator.ts';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const seed = (...seeds: Parameters<TestEmulator['admin']['seed']>[2]) =>
  emulator.admin.seed(accountId, emulator.storeId, seeds);
const stored = () => emulator.admin.secrets(accountId, emulator.storeId);
const storedNames = async () => (await stored()).map(({ name }) => name);
const deleteIds = (ids: unknown) => emulator.call('DELETE', emulator.secretsPath, { body: { ids } });

async function seedOne(): Promise<string> {
  const [secret] = await seed({ name: 'A', value: 'old', scopes: ['workers'], comment: 'mine' });
  return `${emulator.secretsPath}/${String(secret?.id)}`;
}

describe('changing secrets', () => {
  test.each([
    [{ value: 'new' }, { value: 'new', scopes: ['workers'], comment: 'mine' }],
    [{ scopes: ['workers', 'dex'] }, { value: 'old', scopes: ['dex', 'workers'], comment: 'mine' }],
    [{ comment: 'ours' }, { value: 'old', scopes: ['workers'], comment: 'ours' }],
    [{ comment: '' }, { value: 'old', scopes: ['workers'], comment: null }],
    [{ comment: null }, { value: 'old', scopes: ['workers'], comment: 'mine' }],
    [{ name: 'B' }, { name: 'A', value: 'old' }],
  ])('changes what is named and nothing else (%j)', async (body, expected) => {
    const path = await seedOne();
    expect((await emulator.call('PATCH', path, { body })).status).toBe(200);
    expect(await stored()).toMatchObject([expected]);
  });

  test('moves modified with every write, even while the clock stands still', async () => {
    const path = await seedOne();
    const moments = [(await stored())[0]?.modified ?? ''];
    for (const body of [{ value: 'a' }, { value: 'a' }, { comment: 'b' }, {}]) {
      await emulator.call('PATCH', path, { body });
      moments.push((await stored())[0]?.modified ?? '');
    }
    expect(moments.every((moment, index) => index === 0 || moment > (moments[index - 1] ?? ''))).toBe(true);
  });

  test.each([
    [{ scopes: [] }, 'secret_scopes_empty'],
    [{ scopes: ['moon'] }, 'secret_scope_invalid: moon'],
    [{ value: 'x'.repeat(65_537) }, 'secret_value_too_long: max 65536'],
    [[], 'invalid_json_body'],
  ])('refuses what a creation would refuse', async (body, message) => {
    const path = await seedOne();
    expect(refusal(await emulator.call('PATCH', path, { body })).message).toBe(message);
    expect(await stored()).toMatchObject([{ value: 'old', scopes: ['workers'] }]);
  });

  test('refuses a duplicate under a name that is taken, or beyond the quota', async () => {
    const path = `${await seedOne()}/duplicate`;
    const taken = await emulator.call('POST', path, { body: { name: 'A', scopes: ['workers'] } });
    expect(refusal(taken).message).toBe('secret_name_already_exists: A');
    await emulator.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1 }] });
    const tooMany = await emulator.call('POST', path, { body: { name: 'B', scopes: ['workers'] } });
    expect(refusal(tooMany).message).toBe('maximum_secrets_exceeded: max 1');
  });

  test.each(['GET', 'PATCH', 'DELETE'])('answers 404 to %s of a secret that does not exist', async (method) => {
    const options = method === 'PATCH' ? { body: {} } : {};
    const answer = await emulator.call(method, `${emulator.secretsPath}/${strangeId}`, options);
    expect(refusal(answer)).toEqual({ status: 404, code: 1001, message: 'secret_not_found' });
  });

  test('answers 404 to everything in a store that does not exist', async () => {
    const answer = await emulator.call('GET', `${emulator.storesPath}/${strangeId}/secrets`);
    expect(refusal(answer)).toEqual({ status: 404, code: 1001, message: 'store_not_found' });
  });
});

describe('deleting many secrets', () => {
  test('is accepted with 202 and null', async () => {
    const [a] = await seed({ name: 'A', value: 'v' }, { name: 'B', value: 'v' });
    const answer = await deleteIds([a?.id]);
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ success: true, errors: [], messages: [], result: null });
    expect(await storedNames()).toEqual(['B']);
  });

  test('overlooks ids that do not exist, unless the settings say otherwise', async () => {
    const [a] = await seed({ name: 'A', value: 'v' }, { name: 'B', value: 'v' });
    await emulator.admin.settings({ bulkDeleteUnknownIds: 'refuse' });
    expect(refusal(await deleteIds([a?.id, strangeId])).message).toBe('secret_not_found');
    expect(await storedNames()).toEqual(['A', 'B']);
    await emulator.admin.settings({ bulkDeleteUnknownIds: 'ignore' });
    expect((await deleteIds([a?.id, strangeId])).status).toBe(202);
    expect(await storedNames()).toEqual(['B']);
  });

  test.each([[undefined], ['x'], [[1]]])('refuses a body whose ids are no list of texts (%j)', async (ids) => {
    expect(refusal(await deleteIds(ids)).message).toBe('invalid_json_body');
  });
});
