import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const wanted = { store: { name: 'mine' }, creationPolicy: 'IfMissing' } as const;
const app = [sourceSecret({ key: 'value' }), resource()] as const;

test('a store that is missing is created once, pushed to, and recorded as created', async () => {
  const scenario = await startScenario({ account: { stores: [] } });
  await scenario.apply(credentialSecret(), store(wanted), ...app);
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote('mine'))).toEqual(['KEY']);
  const [made] = await scenario.admin.stores(accountId);
  const { status } = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(status).toMatchObject({
    storeName: 'mine',
    created: { accountId, storeId: made?.id, storeName: 'mine' },
  });
  expect((await scenario.calls())['stores.create']).toBe(1);

  await scenario.restartOperator();
  await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: 60 } });
  const later = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(later.status?.created).toEqual(status?.created);
  expect((await scenario.calls())['stores.create']).toBe(1);
});

test('a store that is there is used, and nobody says that it was created', async () => {
  const scenario = await startScenario({ account: { stores: ['mine'] } });
  await scenario.apply(credentialSecret(), store(wanted));
  const { status } = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(status).not.toHaveProperty('created');
  expect(await scenario.calls()).not.toHaveProperty('stores.create');
});

test('two store objects that want the same store create it once', async () => {
  const scenario = await startScenario({ account: { stores: [], storesQuota: 5 } });
  await scenario.apply(credentialSecret());
  await Promise.all([scenario.apply(store(wanted, 'one')), scenario.apply(store(wanted, 'two'))]);
  const both = await Promise.all(
    ['one', 'two'].map(async (name) => scenario.untilStore({ status: 'True', reason: 'StoreReady' }, { name })),
  );
  expect((await scenario.calls())['stores.create']).toBe(1);
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
  expect(both.filter(({ status }) => status?.created)).toHaveLength(1);
});

test('an account that may have no further store is told with those that it has', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(wanted));
  const { status } = await scenario.untilStore({ status: 'False', reason: 'QuotaExceeded' });
  expect(status?.conditions?.[0]?.message).toMatch(
    /Cannot create store "mine": the account may have no further store.*it has "default_secrets_store" \([0-9a-f]{32}\)/,
  );
  expect((await scenario.calls())['stores.create']).toBe(1);
});

test('a POST whose answer is lost is settled by listing, and is not sent again', async () => {
  const scenario = await startScenario({ account: { stores: [], storesQuota: 5 } });
  await scenario.admin.inject({ operation: 'stores.create', times: 1, action: { kind: 'reset', when: 'after' } });
  await scenario.apply(credentialSecret(), store(wanted), ...app);
  await scenario.untilReady();
  expect((await scenario.calls())['stores.create']).toBe(1);
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
  expect((await scenario.read('SecretsStore', 'default'))?.status).not.toHaveProperty('created');
});

test('what is known of a creation outlasts a failure just after it', async () => {
  const scenario = await startScenario({ account: { stores: [] } });
  await scenario.admin.inject({ operation: 'quota.get', times: 4, action: { kind: 'status', status: 503 } });
  await scenario.apply(credentialSecret(), store(wanted));
  const { status } = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(status?.created).toMatchObject({ storeName: 'mine' });
});

test('a suspended store object creates nothing until it is resumed', async () => {
  const scenario = await startScenario({ account: { stores: [] } });
  await scenario.apply(credentialSecret(), store({ ...wanted, suspend: true }));
  await scenario.untilStore({ status: 'False', reason: 'Suspended' });
  expect(await scenario.calls()).not.toHaveProperty('stores.create');
  await scenario.apply(store(wanted));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
});

test('where the spec names no store, status says which one was taken', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store({ store: {} }));
  const { status } = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  const [only] = await scenario.admin.stores(accountId);
  expect(status).toMatchObject({ storeId: only?.id, storeName: 'default_secrets_store' });
  expect(status?.conditions?.[0]?.message).toMatch(
    /Store "default_secrets_store" \([0-9a-f]{32}\).*taken since spec\.store names none/,
  );
});
