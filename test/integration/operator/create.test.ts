import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { upTo } from '../../support/up-to.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { looks } from './synced.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  email,
  globalKey,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  token,
} from '../../support/sample-objects.ts';
import { Credential } from '../../../src/cloudflare/credential.ts';
import { SecretValue } from '../../../src/core/secret-value.ts';

test('three entries are created by one POST, and the resource is Ready once they are active', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ stripe: 'one', 'db.url': 'two', session: 'three' }),
    resource({
      comment: 'Shop back end',
      data: [{ name: 'STRIPE_KEY', key: 'stripe', scopes: ['workers', 'ai_gateway'], comment: 'Payments' }],
      dataFrom: { include: ['*'], exclude: ['stripe'], naming: { prefix: 'SHOP_', case: 'UpperSnake' } },
    }),
  );
  await scenario.restartOperator();
  const { status } = await scenario.untilReady();
  await scenario.settle();

  expect(status).toMatchObject({ synced: '3/3', store: { kind: 'SecretsStore', name: 'default', accountId } });
  const mark = `[k8s test ${scenario.namespace}/app]`;
  expect(await scenario.remote()).toMatchObject({
    STRIPE_KEY: { value: 'one', scopes: ['ai_gateway', 'workers'], comment: `Payments ${mark}`, status: 'active' },
    SHOP_DB_URL: { value: 'two', scopes: ['workers'], comment: `Shop back end ${mark}`, status: 'active' },
    SHOP_SESSION: { value: 'three', scopes: ['workers'], comment: `Shop back end ${mark}`, status: 'active' },
  });
  expect(await scenario.calls()).toEqual({
    'tokens.verifyUser': 1,
    'stores.list': 1,
    'quota.get': 1,
    // One to begin with, one that finds the secrets active.
    'secrets.list': looks(2),
    'secrets.create': 1,
  });
  expect(await scenario.kubeRequests()).toEqual({
    'list secrets': 1,
    'list secretsstores': 1,
    'list clustersecretsstores': 1,
    'list secretsstoresecrets': 1,
    'get secrets cloudflare': 1,
    'get secrets app': 1,
    'get secrets secrets-store-operator-digest-key': 1,
    'create secrets secrets-store-operator-digest-key': 1,
    // The finalizers of both; Ready; the store before and after it has secrets.
    'patch secretsstoresecrets': 1,
    'patch secretsstores': 1,
    'patch secretsstoresecrets/status': 1,
    'patch secretsstores/status': 2,
  });
});

test('a resource is not Ready before Cloudflare says active', async () => {
  const scenario = await startScenario({ emulator: { activationDelayMs: 600_000 } });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  const { status } = await scenario.untilResource('app', ({ status }) => status?.entries !== undefined, 'has entries');
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Activating' }]);
  expect(status?.conditions).toMatchObject([
    { type: 'Ready', status: 'Unknown', reason: 'Activating', message: expect.stringContaining('KEY') },
    { type: 'Reconciling', status: 'True' },
    { type: 'Stalled', status: 'False' },
  ]);
  await scenario.admin.settings({ activationDelayMs: 0 });
  await scenario.untilReady();
});

test('a hundred entries of one resource are created by one POST', async () => {
  const scenario = await startScenario();
  const values = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`KEY_${index}`, `value ${index}`]));
  await scenario.apply(credentialSecret(), store(), sourceSecret(values), resource({ dataFrom: { include: ['*'] } }));
  const { status } = await scenario.untilReady();
  expect(status?.synced).toBe('100/100');
  expect(await scenario.calls()).toMatchObject(
    // Where ten go at once, 100, 50, 25 and 13 are refused, and each listing of a full page is three calls.
    expected<object>({
      default: { 'secrets.create': 1, 'secrets.list': 2 },
      worstCase: { 'secrets.create': upTo(24), 'secrets.list': upTo(13) },
    }),
  );
});

test('twenty resources that are created together share one listing', async () => {
  const scenario = await startScenario({ operator: 'Later', emulator: { activationDelayMs: 0 } });
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }));
  await Promise.all(
    numbers.map(async (n) => scenario.apply(resource({ data: [{ name: `KEY_${n}`, key: 'key' }] }, `app-${n}`))),
  );
  await scenario.restartOperator();
  for (const n of numbers) await scenario.untilReady(`app-${n}`);
  expect(await scenario.calls()).toMatchObject({ 'secrets.list': looks(1), 'quota.get': 1, 'stores.list': 1 });
  expect(Object.keys(await scenario.remote())).toHaveLength(20);
});

test('the store is found by its name, or by its id, or as the only one', async () => {
  const scenario = await startScenario({ account: { stores: ['one', 'two'], storesQuota: 2 } });
  const id = (await scenario.admin.stores(accountId)).find(({ name }) => name === 'two')?.id ?? '';
  await scenario.apply(
    credentialSecret(),
    store({ store: { name: 'one' } }, 'by-name'),
    store({ store: { id } }, 'by-id'),
    sourceSecret({ key: 'value' }),
    resource({ storeRef: { name: 'by-name' } }, 'named'),
    resource({ storeRef: { name: 'by-id' } }, 'with-id'),
  );
  await Promise.all(['named', 'with-id'].map(async (name) => scenario.untilReady(name)));
  expect(await scenario.remote('one')).toMatchObject({ KEY: { value: 'value' } });
  expect(await scenario.remote('two')).toMatchObject({ KEY: { value: 'value' } });
  expect(await scenario.read('SecretsStore', 'by-id')).toMatchObject({ status: { storeId: id, storeName: 'two' } });
});

test("a user's global API key opens the store as well", async () => {
  const scenario = await startScenario();
  await scenario.apply(
    sourceSecret({ key: globalKey }, 'global'),
    store({ auth: { globalApiKey: { email, secretRef: { name: 'global', key: 'key' } } } }),
    sourceSecret({ key: 'value' }),
    resource(),
  );
  await scenario.untilReady();
  const found = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(found.status?.credential).toMatchObject({ kind: 'GlobalApiKey', status: 'Active' });
  // There is nothing to verify such a key with.
  expect(await scenario.calls()).not.toHaveProperty('tokens.verifyUser');
});

test('a ClusterSecretsStore without a credential is opened with that of the operator', async () => {
  const ownCredential = Credential.apiToken(new SecretValue(token));
  const scenario = await startScenario({ settings: { ownCredential } });
  await scenario.apply(
    clusterStore({ auth: undefined }),
    sourceSecret({ key: 'value' }),
    resource({ storeRef: sharedStoreRef }),
  );
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'value' } });
});

test('a value that is no text is pushed in Base64 where the entry says so', async () => {
  const scenario = await startScenario();
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ der: bytes }),
    resource({ data: [{ name: 'CERT_DER', key: 'der', encoding: 'Base64' }] }),
  );
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ CERT_DER: { value: bytes.toString('base64') } });
});
