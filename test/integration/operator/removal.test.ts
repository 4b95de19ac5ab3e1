import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { upTo } from '../../support/up-to.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';
import { startScenario } from '../../support/operator-harness.ts';

const all = { values: { A: 'one', B: 'two' }, spec: { dataFrom: { include: ['*'] } } } as const;

test('a key that goes takes the secret that dataFrom made of it with it', async () => {
  const scenario = await startSynced(all);
  await scenario.apply(sourceSecret({ A: 'one' }));
  await scenario.untilResource('app', ({ status }) => status?.synced === '1/1', 'has one entry');
  await scenario.settle();
  expect(Object.keys(await scenario.remote())).toEqual(['A']);
  expect(await scenario.calls()).toEqual({ 'secrets.delete': 1 });
  expect(await scenario.kubeRequests()).toMatchObject({ 'get secrets app': 1, 'patch secretsstoresecrets/status': 1 });
});

test('an entry that is taken out of data has its secret deleted', async () => {
  const data = [
    { name: 'A', key: 'A' },
    { name: 'B', key: 'B' },
  ];
  const scenario = await startSynced({ values: all.values, spec: { data } });
  await scenario.apply(resource({ data: data.slice(0, 1) }));
  await scenario.untilReady();
  await scenario.settle();
  expect(Object.keys(await scenario.remote())).toEqual(['A']);
  expect(await scenario.calls()).toEqual({ 'secrets.delete': 1 });
});

test('a chosen key that is missing keeps its secret, and is pushed again when it is back', async () => {
  const scenario = await startSynced({ values: { key: 'first', other: 'x' } });
  await scenario.apply(sourceSecret({ other: 'x' }));
  const { status } = await scenario.untilFailing('KeyMissing');
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Failed', secretId: expect.any(String) }]);
  expect(status?.entries?.[0]?.message).toMatch(/"KEY".*key "key" of Secret "app" is missing; add the key/);
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
  expect(await scenario.calls()).toEqual({});
  await scenario.apply(sourceSecret({ key: 'second', other: 'x' }));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'second' } });
});

test('a Secret that is gone keeps everything that was pushed from it', async () => {
  const scenario = await startSynced(all);
  await scenario.remove('Secret', 'app');
  await scenario.untilFailing('SecretNotFound');
  await scenario.settle();
  expect(Object.keys(await scenario.remote())).toEqual(['A', 'B']);
  expect(await scenario.calls()).toEqual({});
  await scenario.apply(sourceSecret(all.values));
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
});

test("a resource that is deleted takes all of its secrets with it, and nobody else's", async () => {
  const scenario = await startSynced(all);
  await scenario.admin.seed(accountId, storeName, [{ name: 'FOREIGN', value: 'theirs' }]);
  expect((await scenario.read('SecretsStoreSecret', 'app'))?.metadata.finalizers).toHaveLength(1);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toMatchObject({ FOREIGN: { value: 'theirs' } });
  expect(Object.keys(await scenario.remote())).toEqual(['FOREIGN']);
  expect(await scenario.calls()).toEqual({ 'secrets.bulkDelete': 1 });
  expect(await scenario.kubeRequests()).toMatchObject({ 'patch secretsstoresecrets': 1 });
  expect(await scenario.kubeRequests()).not.toHaveProperty('get secrets app');
});

test('a secret that somebody else has taken over in the meantime is not deleted', async () => {
  const scenario = await startSynced(all);
  await scenario.stopOperator();
  await scenario.admin.seed(accountId, storeName, [{ name: 'A', value: 'theirs', comment: 'Kept by hand' }]);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.restartOperator();
  await scenario.untilGone();
  expect(await scenario.remote()).toMatchObject({ A: { value: 'theirs' } });
  expect(await scenario.remote()).not.toHaveProperty('B');
});

test('with deletionPolicy Retain an entry that goes leaves its secret, without our mark', async () => {
  const data = [
    { name: 'A', key: 'A' },
    { name: 'B', key: 'B', comment: 'Mine' },
  ];
  const scenario = await startSynced({ values: all.values, spec: { data, deletionPolicy: 'Retain' } });
  await scenario.apply(resource({ data: data.slice(0, 1), deletionPolicy: 'Retain' }));
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.remote()).toMatchObject({ A: { value: 'one' }, B: { value: 'two', comment: 'Mine' } });
  // Where each PATCH makes a secret pending again, that takes listings.
  const listings = expected({ default: {}, worstCase: { 'secrets.list': upTo(5) } });
  expect(await scenario.calls()).toEqual({ 'secrets.edit': 1, ...listings });
  const { status } = await scenario.untilReady();
  expect(status?.entries).toHaveLength(1);
});

test('with deletionPolicy Retain no finalizer holds the resource, and its secrets stay, without our mark', async () => {
  const scenario = await startSynced(all);
  await scenario.apply(resource({ ...all.spec, deletionPolicy: 'Retain' }));
  await scenario.untilResource('app', ({ metadata }) => !metadata.finalizers?.length, 'holds no finalizer');
  await scenario.clearCalls();
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await scenario.eventually(
    async () => Object.values(await scenario.remote()).every(({ comment }) => comment === null || comment === ''),
    { until: 'the marks are off' },
  );
  expect(await scenario.remote()).toMatchObject({ A: { value: 'one' }, B: { value: 'two' } });
  expect(await scenario.calls()).toEqual({ 'secrets.edit': 2 });
});

test('deleting resource, store and credential together still deletes the secrets', async () => {
  const scenario = await startSynced(all);
  await scenario.remove('Secret', 'cloudflare');
  await scenario.remove('SecretsStore', 'default');
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});

test('what a changed spec has found, and an operator that died has not recorded, goes with the resource', async () => {
  const scenario = await startSynced({ values: { key: 'first', other: 'second' } });
  await scenario.stopOperator();
  const data = [{ name: 'KEY', key: 'key' }];
  await scenario.apply(resource({ data, dataFrom: { include: ['other'] } }));
  const comment = `[k8s test ${scenario.namespace}/app]`;
  await scenario.admin.seed(accountId, storeName, [{ name: 'other', value: 'second', comment }]);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.restartOperator();
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});

test('a resource whose store is gone is let go after the deadline, with a warning', async () => {
  const scenario = await startScenario({ settings: { finalizerDeadlineMs: 2_000 } });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  await scenario.untilReady();
  await scenario.stopOperator();
  await scenario.patch('SecretsStore', 'default', { metadata: { finalizers: null } });
  await scenario.remove('SecretsStore', 'default');
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.restartOperator();
  await scenario.untilGone();
  const events = await scenario.list('Event');
  expect(events.filter(({ reason }) => reason === 'DeletionAbandoned')).toMatchObject([
    { type: 'Warning', note: expect.stringMatching(/KEY.*delete them in the dashboard/), regarding: { name: 'app' } },
  ]);
  // It can be found by its mark.
  expect(await scenario.remote()).toMatchObject({ KEY: { comment: `[k8s test ${scenario.namespace}/app]` } });
});
