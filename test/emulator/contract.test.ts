import { AuthenticationError } from 'cloudflare';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operations } from '../../src/emulator/routes.ts';
import { accountId, startTestEmulator, token, type TestEmulator } from './running-emulator.ts';

describe('the official SDK', () => {
  let emulator: TestEmulator;
  const called = new Set<string>();

  beforeEach(async () => {
    emulator = await startTestEmulator();
  });

  afterEach(async () => {
    for (const { operation } of await emulator.admin.calls()) called.add(operation);
    await emulator.close();
  });

  const account = { account_id: accountId };
  const inStore = () => ({ ...account, store_id: emulator.storeId });

  async function create(name: string, value = `value of ${name}`) {
    const body = [{ name, value, scopes: ['workers' as const] }];
    const page = await emulator.sdk().secretsStore.stores.secrets.create(emulator.storeId, { ...account, body });
    const secret = page.result[0];
    if (secret === undefined) throw new Error('Nothing was created');
    return secret;
  }

  test('reads the quota of the account and what is used of it', async () => {
    await create('A');
    const quota = await emulator.sdk().secretsStore.quota.get(account);
    expect(quota).toEqual({ secrets: { quota: 100, usage: 1 } });
  });

  test('finds the default store by listing', async () => {
    const page = await emulator.sdk().secretsStore.stores.list(account);
    expect(page.result).toEqual([
      {
        id: emulator.storeId,
        name: 'default_secrets_store',
        account_id: accountId,
        created: '2026-01-02T03:04:05.000000Z',
        modified: '2026-01-02T03:04:05.000000Z',
      },
    ]);
    expect(page.result_info).toEqual({ count: 1, page: 1, per_page: 20, total_count: 1, total_pages: 1 });
  });

  test('creates, gets and deletes a store', async () => {
    await emulator.admin.settings({ accounts: [{ id: accountId, storesQuota: 2 }] });
    const { stores } = emulator.sdk().secretsStore;
    const created = await stores.create({ ...account, name: 'service_x_keys' });
    expect(await stores.get(created.id, account)).toEqual(created);
    expect(await stores.delete(created.id, account)).toBeNull();
    expect((await stores.list(account)).result.map(({ name }) => name)).toEqual(['default_secrets_store']);
  });

  test('deletes a store with secrets only by force', async () => {
    await create('A');
    const { stores } = emulator.sdk().secretsStore;
    await expect(stores.delete(emulator.storeId, account)).rejects.toMatchObject({
      status: 409,
      errors: [{ code: 1003, message: 'store_not_empty' }],
    });
    expect(await stores.delete(emulator.storeId, { ...account, force: true })).toBeNull();
    expect((await stores.list(account)).result).toEqual([]);
  });

  test('creates several secrets at once and gets as many back, in order', async () => {
    const body = ['B', 'A', 'C'].map((name) => ({ name, value: name, scopes: ['workers' as const], comment: 'three' }));
    const page = await emulator.sdk().secretsStore.stores.secrets.create(emulator.storeId, { ...account, body });
    expect(page.result.map(({ name, comment }) => ({ name, comment }))).toEqual([
      { name: 'B', comment: 'three' },
      { name: 'A', comment: 'three' },
      { name: 'C', comment: 'three' },
    ]);
  });

  test('gets a secret with everything but its value', async () => {
    const { id } = await create('A');
    const secret = await emulator.sdk().secretsStore.stores.secrets.get(id, inStore());
    expect(secret).toEqual({
      id,
      name: 'A',
      store_id: emulator.storeId,
      status: 'pending',
      comment: null,
      scopes: ['workers'],
      created: '2026-01-02T03:04:05.000001Z',
      modified: '2026-01-02T03:04:05.000001Z',
    });
  });

  test('edits a value, which only the admin endpoint shows', async () => {
    const { id } = await create('A', 'before');
    await emulator.sdk().secretsStore.stores.secrets.edit(id, { ...inStore(), value: 'after' });
    expect(await emulator.admin.secrets(accountId, 'default_secrets_store')).toMatchObject([
      { name: 'A', value: 'after' },
    ]);
  });

  test('edits scopes and comment and leaves the value alone', async () => {
    const { id } = await create('A', 'kept');
    const { secrets } = emulator.sdk().secretsStore.stores;
    const edited = await secrets.edit(id, { ...inStore(), scopes: ['workers', 'access'], comment: 'new' });
    expect(edited).toMatchObject({ scopes: ['access', 'workers'], comment: 'new' });
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toMatchObject([{ value: 'kept' }]);
  });

  test('duplicates a secret: a new id, the same value', async () => {
    const original = await create('A', 'shared');
    const { secrets } = emulator.sdk().secretsStore.stores;
    const copy = await secrets.duplicate(original.id, { ...inStore(), name: 'B', scopes: ['dex'] });
    expect(copy).toMatchObject({ name: 'B', scopes: ['dex'], comment: null });
    expect(copy.id).not.toBe(original.id);
    const stored = await emulator.admin.secrets(accountId, emulator.storeId);
    expect(stored.map(({ value }) => value)).toEqual(['shared', 'shared']);
  });

  test('deletes one secret, which is accepted with nothing in return', async () => {
    const { id } = await create('A');
    const { secrets } = emulator.sdk().secretsStore.stores;
    const response = await secrets.delete(id, inStore()).asResponse();
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ success: true, errors: [], messages: [], result: null });
    await expect(secrets.get(id, inStore())).rejects.toMatchObject({ status: 404 });
  });

  test('deletes many secrets at once, given a body', async () => {
    const [a, b] = [await create('A'), await create('B'), await create('C')];
    const { secrets } = emulator.sdk().secretsStore.stores;
    const options = { body: { ids: [a.id, b.id] } };
    expect(await secrets.bulkDelete(emulator.storeId, account, options)).toBeNull();
    expect((await secrets.list(emulator.storeId, account)).result.map(({ name }) => name)).toEqual(['C']);
  });

  test('deletes nothing by a bulk delete without a body, which is what it sends unless told otherwise', async () => {
    await create('A');
    const { secrets } = emulator.sdk().secretsStore.stores;
    await expect(secrets.bulkDelete(emulator.storeId, account)).rejects.toMatchObject({ status: 400 });
    expect((await secrets.list(emulator.storeId, account)).result).toHaveLength(1);
  });

  test('walks through every page by its iterator, up to the empty one', async () => {
    const seeds = Array.from({ length: 45 }, (_, index) => ({ name: `S${String(index)}`, value: 'v' }));
    await emulator.admin.seed(accountId, emulator.storeId, seeds);
    const names = new Set<string>();
    const { secrets } = emulator.sdk().secretsStore.stores;
    for await (const { name } of secrets.list(emulator.storeId, { ...account, per_page: 20 })) names.add(name);
    expect(names.size).toBe(45);
    const calls = await emulator.admin.calls();
    expect(calls.map(({ query }) => query)).toEqual([
      'per_page=20',
      'per_page=20&page=2',
      'per_page=20&page=3',
      'per_page=20&page=4',
    ]);
  });

  test('walks through the stores by its iterator, too', async () => {
    await emulator.close();
    const stores = ['a', 'b', 'c'];
    emulator = await startTestEmulator({ accounts: [{ id: accountId, tokens: [token], stores }] });
    const names: string[] = [];
    const listing = emulator
      .sdk()
      .secretsStore.stores.list({ ...account, per_page: 2, order: 'name', direction: 'asc' });
    for await (const { name } of listing) names.push(name);
    expect(names).toEqual(stores);
  });

  test('lists with every parameter that it has', async () => {
    await emulator.admin.seed(accountId, emulator.storeId, [
      { name: 'SHOP_B', value: 'v', scopes: ['workers', 'dex'] },
      { name: 'SHOP_A', value: 'v', scopes: ['dex', 'workers'] },
      { name: 'SHOP_C', value: 'v', scopes: ['dex'] },
      { name: 'OTHER', value: 'v', scopes: ['workers', 'dex'] },
    ]);
    const page = await emulator.sdk().secretsStore.stores.secrets.list(emulator.storeId, {
      ...account,
      page: 1,
      per_page: 100,
      order: 'name',
      direction: 'asc',
      search: 'shop',
      scopes: ['workers', 'dex'],
    });
    expect(page.result.map(({ name }) => name)).toEqual(['SHOP_A', 'SHOP_B']);
    expect(await emulator.admin.calls()).toMatchObject([
      { query: 'page=1&per_page=100&order=name&direction=asc&search=shop&scopes=workers&scopes=dex' },
    ]);
  });

  test('verifies its user token', async () => {
    const verified = await emulator.sdk().user.tokens.verify();
    expect(verified).toMatchObject({ id: expect.any(String), status: 'active' });
  });

  test('verifies an account token at its account', async () => {
    const apiToken = `cfat_${'x'.repeat(40)}`;
    await emulator.admin.settings({ accounts: [{ id: accountId, addTokens: [apiToken] }] });
    const sdk = emulator.sdk({ apiToken });
    expect(await sdk.accounts.tokens.verify(account)).toMatchObject({ status: 'active' });
    await expect(sdk.user.tokens.verify()).rejects.toBeInstanceOf(AuthenticationError);
  });

  test('is let in by an email and a global key', async () => {
    const [apiEmail, apiKey] = ['ops@example.com', 'k'.repeat(37)];
    await emulator.close();
    emulator = await startTestEmulator({
      accounts: [{ id: accountId, tokens: [], email: apiEmail, globalKey: apiKey }],
    });
    const sdk = emulator.sdk({ apiToken: null, apiEmail, apiKey });
    expect((await sdk.secretsStore.stores.list(account)).result).toHaveLength(1);
    expect(await sdk.user.get()).toMatchObject({ email: apiEmail });
  });

  test('finds its accounts and memberships', async () => {
    const sdk = emulator.sdk();
    expect((await sdk.accounts.list()).result).toMatchObject([{ id: accountId }]);
    expect((await sdk.memberships.list()).result).toMatchObject([{ account: { id: accountId } }]);
  });

  test('has called every operation by now', () => {
    expect([...called].sort()).toEqual(operations.map(({ name }) => name).sort());
  });
});
