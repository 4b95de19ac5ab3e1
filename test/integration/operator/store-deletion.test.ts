import { expect, test } from 'vitest';
import { storeFinalizer } from '../../../src/api/group.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const mine = { store: { name: 'mine' }, creationPolicy: 'IfMissing', deletionPolicy: 'Delete' } as const;
const app = [sourceSecret({ key: 'value' }), resource()] as const;

const finalizersOf = async (scenario: Scenario): Promise<readonly string[]> =>
  (await scenario.read('SecretsStore', 'default'))?.metadata.finalizers ?? [];

const untilStoreGone = async (scenario: Scenario, name = 'default'): Promise<void> =>
  void (await scenario.eventually(async () => (await scenario.read('SecretsStore', name)) === undefined, {
    until: `SecretsStore "${name}" is gone`,
    explain: async () => JSON.stringify(await scenario.read('SecretsStore', name), undefined, 2),
  }));

const noteOf = async (scenario: Scenario, reason: string): Promise<string | undefined> =>
  (await scenario.list('Event')).find((event) => event.reason === reason && event.regarding.kind === 'SecretsStore')
    ?.note;

test('a store object is kept while a resource deletes by it, says so, and goes after it', async () => {
  const scenario = await startSynced();
  expect(await finalizersOf(scenario)).toEqual([storeFinalizer]);
  await scenario.remove('SecretsStore', 'default');
  const { status } = await scenario.untilStore({ status: 'False', reason: 'Deleting' });
  expect(status?.conditions?.[0]?.message).toContain(`${scenario.namespace}/app`);
  const waiting = await scenario.untilFailing('StoreNotReady');
  expect(waiting.status?.conditions?.[0]?.message).toContain('is being deleted');

  // What is left of it serves deletions, and nothing else.
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.nudge('app');
  expect((await scenario.remote())['KEY']?.value).toBe('first');
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
  await untilStoreGone(scenario);
});

test('a deletion after a restart still finds its store and its credential', async () => {
  const scenario = await startSynced();
  await scenario.remove('SecretsStore', 'default');
  await scenario.untilStore({ status: 'False', reason: 'Deleting' });
  await scenario.restartOperator();
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
  await untilStoreGone(scenario);
});

test('a store object that nothing needs has no finalizer, and goes with the operator down', async () => {
  const scenario = await startSynced({ spec: { deletionPolicy: 'Retain' } });
  expect(await finalizersOf(scenario)).toEqual([]);
  await scenario.apply(resource({ deletionPolicy: 'Delete' }));
  await scenario.eventually(async () => (await finalizersOf(scenario)).length === 1, { until: 'it is held' });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.eventually(async () => (await finalizersOf(scenario)).length === 0, { until: 'it is free' });
  await scenario.stopOperator();
  await scenario.remove('SecretsStore', 'default');
  await untilStoreGone(scenario);
});

test('a namespace that goes with store, resource and credential together leaves nothing at Cloudflare', async () => {
  const scenario = await startSynced({ spec: {} });
  await scenario.remove('Secret', 'cloudflare');
  await scenario.remove('SecretsStore', 'default');
  await scenario.untilStore({ status: 'False', reason: 'Deleting' });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
  await untilStoreGone(scenario);
});

test('a Cloudflare store that we created goes with its object once it is empty, also after a restart', async () => {
  const scenario = await startScenario({ account: { stores: [] } });
  await scenario.apply(credentialSecret(), store(mine), ...app);
  await scenario.untilReady();
  await scenario.restartOperator();
  await scenario.remove('SecretsStore', 'default');
  await scenario.untilStore({ status: 'False', reason: 'Deleting' });
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
  await scenario.remove('SecretsStoreSecret', 'app');
  await untilStoreGone(scenario);
  expect(await scenario.admin.stores(accountId)).toEqual([]);
  const deletion = (await scenario.callLog()).filter(({ operation }) => operation === 'stores.delete');
  expect(deletion).toHaveLength(1);
  expect(JSON.stringify(deletion)).not.toContain('force');
});

test('a Cloudflare store that holds something of others stays, and its object says what, until that is gone', async () => {
  const scenario = await startScenario({ account: { stores: [] } });
  await scenario.apply(credentialSecret(), store(mine));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.admin.seed(accountId, 'mine', [{ name: 'FOREIGN', value: 'theirs' }]);
  await scenario.remove('SecretsStore', 'default');
  const { status } = await scenario.untilStore({ status: 'False', reason: 'RemoteStoreNotEmpty' });
  expect(status?.conditions?.[0]?.message).toMatch(/Cannot delete store "mine" at Cloudflare: it holds FOREIGN;/);
  expect(await scenario.calls()).not.toHaveProperty('stores.delete');
  await scenario.patch('SecretsStore', 'default', { spec: { deletionPolicy: 'Retain' } });
  await untilStoreGone(scenario);
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
});

test('a Cloudflare store that was there before is never deleted', async () => {
  const scenario = await startScenario({ account: { stores: ['mine'] } });
  await scenario.apply(credentialSecret(), store(mine));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.remove('SecretsStore', 'default');
  await untilStoreGone(scenario);
  expect(await scenario.calls()).not.toHaveProperty('stores.delete');
});

test('a store object is let go at the deadline, with a warning, though its credential is gone', async () => {
  const scenario = await startScenario({ account: { stores: [] }, settings: { finalizerDeadlineMs: 4_000 } });
  await scenario.apply(credentialSecret(), store(mine));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.eventually(async () => (await finalizersOf(scenario)).length === 1, { until: 'it is held' });
  await scenario.stopOperator();
  await scenario.remove('Secret', 'cloudflare');
  await scenario.remove('SecretsStore', 'default');
  await scenario.restartOperator();
  await untilStoreGone(scenario);
  expect(await noteOf(scenario, 'DeletionAbandoned')).toMatch(/these stay: store "mine" at Cloudflare/);
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
});

test('a store object that is released goes at once, and a warning says what stays', async () => {
  const scenario = await startSynced();
  await scenario.remove('SecretsStore', 'default');
  await scenario.untilStore({ status: 'False', reason: 'Deleting' });
  await scenario.annotate('SecretsStore', 'default', { 'secretsstore.dev/release': 'true' });
  await untilStoreGone(scenario);
  expect(await noteOf(scenario, 'Released')).toContain(`${scenario.namespace}/app`);
  // Its resource is as it was, and goes on with a new store object.
  await scenario.untilFailing('StoreNotFound');
  await scenario.apply(store());
  await scenario.untilReady();
});

test('a store object that is suspended deletes nothing, whatever the deadline, until it is resumed', async () => {
  const scenario = await startScenario({ account: { stores: [] }, settings: { finalizerDeadlineMs: 1_000 } });
  await scenario.apply(credentialSecret(), store(mine));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.eventually(async () => (await finalizersOf(scenario)).length === 1, { until: 'it is held' });
  await scenario.patch('SecretsStore', 'default', { spec: { suspend: true } });
  await scenario.remove('SecretsStore', 'default');
  const since = Date.now();
  await scenario.eventually(() => Date.now() > since + 2_000, { until: 'the deadline would have passed' });
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.admin.stores(accountId)).toHaveLength(1);
  await scenario.patch('SecretsStore', 'default', { spec: { suspend: null } });
  await untilStoreGone(scenario);
  expect(await scenario.admin.stores(accountId)).toEqual([]);
});
