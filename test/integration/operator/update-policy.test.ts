import { expect, test } from 'vitest';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { otherClient } from './other-client.ts';
import { resync, resyncCalls, startLongSynced, startSynced } from './synced.ts';

const createOnly = { updatePolicy: 'CreateOnly' } as const;
const entryOf = async (scenario: Scenario) => (await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries?.[0];

test('a value is created, and left as it is when the Secret changes, until the policy does', async () => {
  const scenario = await startSynced({ spec: createOnly });
  const created = await entryOf(scenario);
  expect(created?.digest).toMatch(/^v1:/);
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await entryOf(scenario))?.digest === 'unknown', { until: 'it was seen' });
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
  expect((await scenario.remote())['KEY']?.value).toBe('first');
  expect(await entryOf(scenario)).toEqual({ ...created, digest: 'unknown' });

  await scenario.apply(resource());
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is written',
  });
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});

test('each entry may have a policy of its own', async () => {
  const data = [
    { name: 'KEY', key: 'key' },
    { name: 'KEPT', key: 'key', ...createOnly },
  ] as const;
  const scenario = await startSynced({ spec: { data } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is written',
  });
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
  expect((await scenario.remote())['KEPT']?.value).toBe('first');
});

test('a value that somebody else wrote is kept, and scopes are set right without one', async () => {
  const scenario = await startSynced({ spec: createOnly });
  await otherClient(scenario).change('KEY', { value: 'rotated by hand' });
  await scenario.clearCalls();
  await resync(scenario);
  await scenario.eventually(async () => (await entryOf(scenario))?.digest === 'unknown', { until: 'it was seen' });
  await scenario.settle();
  // Their write is pending at first, so the store may be listed once more.
  expect(await scenario.calls()).toEqual({ ...resyncCalls, 'secrets.list': expect.any(Number) });
  expect(Object.keys(await scenario.kubeRequests())).not.toContain('get secrets app');

  await otherClient(scenario).change('KEY', { scopes: ['dex'] });
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.scopes.includes('workers'), {
    until: 'the scopes are right',
  });
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'rotated by hand', scopes: ['workers'] } });
});

test('a restart with a value that is not ours writes nothing and reads no Secret', async () => {
  const scenario = await startSynced({ spec: createOnly });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await entryOf(scenario))?.digest === 'unknown', { until: 'it was seen' });
  await scenario.settle();
  await scenario.clearCalls();
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
});

test('what somebody else deleted is created again, with the value that the Secret has now', async () => {
  const scenario = await startLongSynced({ spec: createOnly });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await otherClient(scenario).remove('KEY');
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', { until: 'it is there' });
  await scenario.untilReady();
});

test('one with our mark that is not recorded is recorded as it is, and goes with its resource', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  const comment = `[k8s test ${scenario.namespace}/app]`;
  await scenario.admin.seed(accountId, storeName, [{ name: 'KEY', value: 'before the crash', comment }]);
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource(createOnly));
  await scenario.restartOperator();
  const { metadata } = await scenario.untilReady();
  expect(metadata.finalizers).toHaveLength(1);
  await scenario.settle();
  expect(Object.keys(await scenario.calls())).not.toContain('secrets.edit');
  expect((await scenario.remote())['KEY']).toMatchObject({ value: 'before the crash', comment });

  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});

test('one that is taken over keeps its value', async () => {
  const scenario = await startScenario();
  await scenario.admin.seed(accountId, storeName, [{ name: 'KEY', value: 'by hand', comment: 'by hand' }]);
  const spec = { ...createOnly, adoptionPolicy: 'IfUnowned', comment: 'Shop' } as const;
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource(spec));
  await scenario.untilReady();
  const comment = `Shop [k8s test ${scenario.namespace}/app]`;
  expect((await scenario.remote())['KEY']).toMatchObject({ value: 'by hand', comment });
});
