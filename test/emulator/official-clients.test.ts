import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, names, refusal, startTestEmulator, token, type TestEmulator } from './running-emulator.ts';

/** Calls as wrangler 4.164.0 and the Terraform provider 5.22 send them [run], by hand, since neither is a dependency. */
let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const authorization = `Bearer ${token}`;
const onlyId = async () => (await emulator.admin.secrets(accountId, emulator.storeId))[0]?.id ?? '';

describe('wrangler', () => {
  const headers = { authorization, 'content-type': 'text/plain;charset=UTF-8', 'user-agent': 'wrangler/4.164.0' };
  const send = (method: string, path: string, body?: unknown) =>
    emulator.call(method, path, { headers, ...(body === undefined ? {} : { rawBody: JSON.stringify(body) }) });

  test('finds its account by the accounts and the memberships', async () => {
    const accounts = await send('GET', '/accounts?page=1');
    expect(accounts.json).toMatchObject({ result: [{ id: accountId }], result_info: { page: 1, total_count: 1 } });
    const memberships = await send('GET', '/memberships?page=1');
    expect(memberships.json).toMatchObject({ result: [{ account: { id: accountId } }] });
  });

  test('lists stores and secrets ten at a time', async () => {
    const stores = await send('GET', `${emulator.storesPath}?per_page=10&page=1`);
    expect(stores.json?.result_info).toMatchObject({ count: 1, page: 1, per_page: 10 });
    const secrets = await send('GET', `${emulator.secretsPath}?per_page=10&page=1`);
    expect(secrets.json).toMatchObject({ result: [], result_info: { count: 0, page: 1, per_page: 10 } });
  });

  test('creates, updates, duplicates and deletes a secret by plain text', async () => {
    const created = await send('POST', emulator.secretsPath, [
      { name: 'A', value: 'one', scopes: ['workers'], comment: 'mine' },
    ]);
    expect(created.json?.result).toMatchObject([{ name: 'A', status: 'pending', comment: 'mine' }]);
    const path = `${emulator.secretsPath}/${await onlyId()}`;
    expect((await send('PATCH', path, { value: 'two' })).json?.result).toMatchObject({ comment: 'mine' });
    const copy = await send('POST', `${path}/duplicate`, { name: 'B', scopes: ['workers'], comment: '' });
    expect(copy.json?.result).toMatchObject({ name: 'B', comment: null });
    expect((await send('DELETE', path)).status).toBe(202);
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toMatchObject([{ name: 'B', value: 'two' }]);
  });

  test('finds a secret that a Worker binds by searching for its name', async () => {
    await emulator.admin.seed(accountId, emulator.storeId, [
      { name: 'KEY', value: 'v' },
      { name: 'KEY_2', value: 'v' },
    ]);
    expect(names(await send('GET', `${emulator.secretsPath}?search=KEY`))).toContain('KEY');
  });

  test('asks about its token when it was refused by 10000, and bears no other code than 9109 for its user', async () => {
    await emulator.admin.settings({ unknownCredential: 'authenticationError' });
    const stranger = { headers: { ...headers, authorization: `Bearer ${'x'.repeat(40)}` } };
    const ask = async (path: string) => refusal(await emulator.call('GET', path, stranger));
    expect(await ask(`${emulator.storesPath}?per_page=10&page=1`)).toMatchObject({ status: 401, code: 10000 });
    expect(await ask('/user/tokens/verify')).toMatchObject({ status: 401, code: 1000 });
    expect(await ask('/user')).toMatchObject({ status: 403, code: 9109 });
  });
});

describe('Terraform', () => {
  const headers = { authorization, 'content-type': 'application/json' };
  const send = (method: string, path: string, body?: unknown) =>
    emulator.call(method, path, { headers, ...(body === undefined ? {} : { body }) });

  test('creates an array of one, reads it by its id, changes a part of it', async () => {
    const body = [{ name: 'A', value: 'one', scopes: ['workers'], comment: 'initial comment' }];
    const created = await send('POST', emulator.secretsPath, body);
    expect(created.json?.result).toHaveLength(1);
    const path = `${emulator.secretsPath}/${await onlyId()}`;
    expect((await send('GET', path)).json?.result).toMatchObject({ name: 'A', comment: 'initial comment' });
    const patched = await send('PATCH', path, { scopes: ['ai_gateway', 'workers'] });
    expect(patched.json?.result).toMatchObject({ scopes: ['ai_gateway', 'workers'], comment: 'initial comment' });
  });

  test('forgets a secret that it reads as a 404 after a delete', async () => {
    await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: 'v' }]);
    const path = `${emulator.secretsPath}/${await onlyId()}`;
    expect((await send('DELETE', path)).status).toBe(202);
    expect(refusal(await send('GET', path))).toEqual({ status: 404, code: 1001, message: 'secret_not_found' });
  });

  test('imports a store by its id', async () => {
    const store = await send('GET', `${emulator.storesPath}/${emulator.storeId}`);
    expect(store.json?.result).toMatchObject({ id: emulator.storeId, account_id: accountId });
  });
});
