import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { upTo } from '../../support/up-to.ts';
import { accountId, credentialSecret, resource, sourceSecret, token } from '../../support/sample-objects.ts';
import { looks, startSynced } from './synced.ts';

const three = { spec: { dataFrom: { include: ['*'] } }, values: { A: 'one', B: 'two', C: 'three' } } as const;

const readyOf = async (scenario: Scenario) =>
  (await scenario.read('SecretsStoreSecret', 'app'))?.status?.conditions?.find(({ type }) => type === 'Ready');

test('one value that changes costs one GET and one PATCH of that entry, and Ready stays True', async () => {
  const scenario = await startSynced(three);
  const before = await readyOf(scenario);
  await scenario.apply(sourceSecret({ ...three.values, B: 'changed' }));
  await scenario.eventually(async () => (await scenario.remote())['B']?.value === 'changed', { until: 'B is changed' });
  await scenario.untilTold();
  await scenario.settle();

  expect(await scenario.calls()).toEqual({ 'secrets.edit': 1, 'secrets.list': looks(1) });
  expect(await scenario.kubeRequests()).toEqual({
    'get secrets app': 1,
    'patch secretsstoresecrets/status': 1,
  });
  expect(await scenario.remote()).toMatchObject({ A: { value: 'one' }, C: { value: 'three' } });
  // It is written once, and still as it was.
  expect(await readyOf(scenario)).toEqual(before);
});

test('a second look at what is as it should be writes nothing and reads nothing', async () => {
  const scenario = await startSynced(three);
  await scenario.nudge('app');
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.calls()).toEqual({});
  expect(await scenario.kubeRequests()).toEqual({});
});

test('an annotation on the source Secret costs one GET and no write', async () => {
  const scenario = await startSynced(three);
  await scenario.annotate('Secret', 'app', { touched: 'by another tool' });
  await scenario.eventually(async () => (await scenario.kubeRequests())['get secrets app'], { until: 'it is read' });
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
  expect(await scenario.kubeRequests()).toEqual({ 'get secrets app': 1 });
});

test('a restart with nothing changed lists the store, asks for the quota and writes nothing', async () => {
  const scenario = await startSynced(three);
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
  expect(await scenario.kubeRequests()).toEqual({
    'list secrets': 1,
    'list secretsstores': 1,
    'list clustersecretsstores': 1,
    'list secretsstoresecrets': 1,
    'get secrets cloudflare': 1,
  });
});

test('what changes while no operator runs is made good by the next one', async () => {
  const scenario = await startSynced(three);
  await scenario.stopOperator();
  await scenario.apply(sourceSecret({ A: 'changed', B: 'two' }));
  await scenario.restartOperator();
  await scenario.eventually(async () => (await scenario.remote())['A']?.value === 'changed', { until: 'A is changed' });
  await scenario.untilReady();
  await scenario.settle();
  expect(Object.keys(await scenario.remote())).toEqual(['A', 'B']);
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1, 'secrets.delete': 1 });
});

test('a credential that is rotated in its Secret is used at once', async () => {
  const scenario = await startSynced();
  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: ['new-token'] }] });
  await scenario.apply(credentialSecret('new-token'));
  await scenario.eventually(async () => (await scenario.calls())['tokens.verifyUser'], { until: 'it is verified' });
  await scenario.admin.settings({ accounts: [{ id: accountId, revokeTokens: [token] }] });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
  await scenario.untilReady();
  expect((await scenario.callLog()).filter(({ status }) => status !== 200)).toEqual([]);
});

test('other scopes or another comment are one PATCH without a value', async () => {
  const scenario = await startSynced();
  const before = (await scenario.remote())['KEY'];
  await scenario.apply(resource({ scopes: ['dex', 'workers'], comment: 'New' }));
  await scenario.untilReady();
  await scenario.settle();
  // Where each PATCH makes a secret pending again, that takes listings.
  const listings = expected({ default: {}, worstCase: { 'secrets.list': upTo(5) } });
  expect(await scenario.calls()).toEqual({ 'secrets.edit': 1, ...listings });
  // A new spec may want other keys: the Secret is read, and nothing of it is sent.
  expect(await scenario.kubeRequests()).toEqual({ 'get secrets app': 1, 'patch secretsstoresecrets/status': 1 });
  expect((await scenario.remote())['KEY']).toMatchObject({
    id: before?.id,
    value: 'first',
    scopes: ['dex', 'workers'],
    comment: `New [k8s test ${scenario.namespace}/app]`,
  });
});

test('an immutable Secret is pushed, and rotated by another one of another name', async () => {
  const scenario = await startSynced();
  const immutable = { ...sourceSecret({ key: 'second' }, 'app-2'), immutable: true };
  await scenario.apply(immutable, resource({ secretRef: { name: 'app-2' } }));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
  await scenario.untilReady();
  await scenario.remove('Secret', 'app');
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
  expect((await scenario.read('SecretsStoreSecret', 'app'))?.status?.synced).toBe('1/1');
});
