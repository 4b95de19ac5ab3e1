import { describe, expect, it } from 'vitest';
import { Credential } from '../../src/cloudflare/credential.ts';
import { secretId, storeId } from '../../src/core/ids.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { globalCredential, newSecret, startStore } from './emulated-store.ts';
import { account, change, connectTo } from './test-edge.ts';

const strangeId = secretId('ffffffffffffffffffffffffffffffff');

describe('an account', () => {
  it('tells its quota', async () => {
    const { client, address } = await startStore();
    await client.createSecrets(address, [newSecret('A')], change);
    expect(await client.quota(account, change)).toEqual({ ok: true, value: { limit: 100, used: 1 } });
  });

  it('lists, shows, makes and deletes stores', async () => {
    const { client, admin, address } = await startStore();
    await admin.settings({ accounts: [{ id: account, storesQuota: 2 }] });
    const made = await client.createStore(account, 'second', change);
    expect(made).toMatchObject({ ok: true, value: { name: 'second' } });
    const second = { accountId: account, storeId: made.ok ? made.value.id : storeId('') };
    expect(await client.getStore(second, change)).toEqual(made);
    const listed = await client.listStores(account, change);
    expect(listed.ok && listed.value.map(({ id }) => id)).toEqual([address.storeId, second.storeId]);
    expect(await client.deleteStore(second, change)).toEqual({ ok: true, value: undefined });
    expect(await client.getStore(second, change)).toEqual({ ok: false, failure: { kind: 'StoreNotFound' } });
    expect(await client.deleteStore(second, change)).toEqual({ ok: true, value: undefined });
  });

  it('has no place for a second store in the beta', async () => {
    const { client } = await startStore();
    expect(await client.createStore(account, 'second', change)).toEqual({
      ok: false,
      failure: { kind: 'StoresQuota' },
    });
  });

  it('keeps a store that holds secrets', async () => {
    const { client, address } = await startStore();
    await client.createSecrets(address, [newSecret('A')], change);
    const answer = await client.deleteStore(address, change);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'Rejected', status: 409 } });
  });
});

describe('a secret', () => {
  it('is created, shown, patched and deleted', async () => {
    const { client, address, stored } = await startStore();
    const created = await client.createSecrets(address, [newSecret('A', { scopes: ['workers', 'access'] })], change);
    const [secret] = created.ok ? created.value : [];
    expect(secret).toMatchObject({ name: 'A', scopes: ['access', 'workers'], comment: '[k8s test shop/A]' });
    const id = secret?.id ?? strangeId;
    expect(await client.getSecret(address, id, change)).toMatchObject({ ok: true, value: { id, status: 'active' } });

    const patched = await client.patchSecret(address, id, { value: new SecretValue('new') }, change);
    expect(patched).toMatchObject({ ok: true, value: { id, comment: '[k8s test shop/A]' } });
    expect(await stored()).toEqual({ A: 'new' });

    expect(await client.deleteSecret(address, id, change)).toEqual({ ok: true, value: undefined });
    expect(await client.getSecret(address, id, change)).toEqual({ ok: false, failure: { kind: 'SecretNotFound' } });
  });

  it('that is gone counts as deleted', async () => {
    const { client, address } = await startStore();
    expect(await client.deleteSecret(address, strangeId, change)).toEqual({ ok: true, value: undefined });
  });

  it('is duplicated inside Cloudflare', async () => {
    const { client, address, stored } = await startStore();
    const created = await client.createSecrets(address, [newSecret('A')], change);
    const id = created.ok ? created.value[0]?.id : undefined;
    const copy = { name: 'B', scopes: ['ai_gateway'], comment: 'a copy' };
    const duplicated = await client.duplicateSecret(address, id ?? strangeId, copy, change);
    expect(duplicated).toMatchObject({ ok: true, value: copy });
    expect(await stored()).toEqual({ A: 'value of A', B: 'value of A' });
  });

  it.each([
    ['its name is taken', newSecret('TAKEN'), 'NameTaken'],
    ['its scope is unknown', newSecret('A', { scopes: ['lambda'] }), 'InvalidScope'],
    ['it has no scope', newSecret('A', { scopes: [] }), 'InvalidScope'],
    ['its value is too long', newSecret('A', { value: new SecretValue('x'.repeat(65_537)) }), 'ValueTooLong'],
  ])('is refused when %s', async (_, secret, kind) => {
    const { client, address, admin } = await startStore();
    await admin.seed(account, address.storeId, [{ name: 'TAKEN', value: 'x' }]);
    expect(await client.createSecrets(address, [secret], change)).toEqual({ ok: false, failure: { kind } });
  });

  it('is refused when the account is full', async () => {
    const { client, address, admin } = await startStore();
    await admin.settings({ accounts: [{ id: account, secretsQuota: 0 }] });
    expect(await client.createSecrets(address, [newSecret('A')], change)).toEqual({
      ok: false,
      failure: { kind: 'SecretsQuota' },
    });
  });
});

const seeds = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `S${index}`, value: 'x' }));

describe('a listing', () => {
  it.each([
    [0, 1],
    [99, 1],
    [100, 1],
    [101, 3],
    [250, 4],
  ])('of %i secrets takes %i calls and misses none', async (count, calls) => {
    const { client, address, admin } = await startStore();
    await admin.seed(account, address.storeId, seeds(count));
    await admin.clearCalls();
    const listed = await client.listSecrets(address, change);
    expect(listed.ok && new Set(listed.value.map(({ name }) => name)).size).toBe(count);
    expect(await admin.calls()).toHaveLength(calls);
  });

  it('leaves out what Cloudflare marks as deleted', async () => {
    const { client, address, admin } = await startStore();
    await admin.seed(account, address.storeId, [
      { name: 'GONE', value: 'x', status: 'deleted' },
      { name: 'HERE', value: 'x' },
    ]);
    const listed = await client.listSecrets(address, change);
    expect(listed.ok && listed.value.map(({ name }) => name)).toEqual(['HERE']);
  });

  it('answers what is the same as what is known as that very object, and what has changed as it is now', async () => {
    const { client, address, admin } = await startStore();
    await admin.seed(account, address.storeId, seeds(2));
    const listed = await client.listSecrets(address, change);
    const [same, changed] = listed.ok ? listed.value : [];
    if (same === undefined || changed === undefined) expect.fail();
    await client.patchSecret(address, changed.id, { scopes: ['workers', 'ai_gateway'] }, change);

    const known = new Map([same, changed].map((secret) => [secret.id, secret]));
    const again = await client.listSecrets(address, { ...change, known });
    const [first, second] = again.ok ? again.value : [];
    expect(first).toBe(same);
    expect(second).toMatchObject({ id: changed.id, scopes: ['ai_gateway', 'workers'] });
  });

  it('of a store that is gone says so', async () => {
    const { client } = await startStore();
    const address = { accountId: account, storeId: storeId('ffffffffffffffffffffffffffffffff') };
    expect(await client.listSecrets(address, change)).toEqual({ ok: false, failure: { kind: 'StoreNotFound' } });
  });
});

describe('a credential', () => {
  it('may be a global API key', async () => {
    const { baseUrl } = await startStore();
    const client = connectTo({ baseUrl, credential: globalCredential });
    expect(await client.quota(account, change)).toMatchObject({ ok: true });
  });

  it.each(['invalidAccessToken', 'authenticationError'] as const)(
    'that Cloudflare does not know is Unauthenticated (%s)',
    async (unknownCredential) => {
      const { baseUrl } = await startStore({ unknownCredential });
      const client = connectTo({ baseUrl, credential: Credential.apiToken(new SecretValue('a-stranger')) });
      expect(await client.quota(account, change)).toMatchObject({ ok: false, failure: { kind: 'Unauthenticated' } });
    },
  );
});
