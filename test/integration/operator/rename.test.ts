import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, resource, sourceSecret, storeName } from '../../support/sample-objects.ts';
import { upTo } from '../../support/up-to.ts';
import { startSynced } from './synced.ts';

const before = [{ name: 'OLD', key: 'key' }] as const;
const after = [{ name: 'NEW', key: 'key', formerName: 'OLD' }] as const;
const startWithOld = async (options: Parameters<typeof startSynced>[0] = {}): Promise<Scenario> =>
  startSynced({ ...options, spec: { data: before, ...options.spec } });

const untilRenamed = async (scenario: Scenario): Promise<void> =>
  void (await scenario.eventually(
    async () => Object.keys(await scenario.remote()).join() === 'NEW' && (await entries(scenario)).join() === 'NEW',
    { until: 'NEW alone is there, and in status', explain: async () => JSON.stringify(await scenario.remote()) },
  ));
const entries = async (scenario: Scenario): Promise<readonly string[]> =>
  ((await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries ?? []).map(({ name }) => name);

test('a renamed entry keeps its value at Cloudflare, and nothing is left to do when it is done', async () => {
  const scenario = await startWithOld();
  await scenario.apply(resource({ data: after }));
  await untilRenamed(scenario);
  await scenario.untilReady();
  expect((await scenario.remote())['NEW']).toMatchObject({
    value: 'first',
    comment: `[k8s test ${scenario.namespace}/app]`,
  });
  expect(await scenario.calls()).toMatchObject({ 'secrets.duplicate': 1, 'secrets.delete': 1 });
  expect(Object.keys(await scenario.calls())).not.toContain('secrets.edit');

  await scenario.settle();
  await scenario.clearCalls();
  await scenario.nudge('app');
  await scenario.restartOperator();
  await scenario.settle();
  // A listing that lags may still show OLD: who knows nothing of its deletion deletes it once more.
  const { 'secrets.delete': deletes = 0, ...others } = await scenario.calls();
  expect(deletes).toBeLessThanOrEqual(expected({ default: 0, worstCase: 1 }));
  expect(others).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.remote())['NEW']?.value === 'second', { until: 'it follows' });
});

test('a rename needs no Secret, and keeps what others wrote where an entry is only created', async () => {
  const scenario = await startWithOld({ spec: { updatePolicy: 'CreateOnly' } });
  const { OLD } = await scenario.remote();
  await scenario.remove('Secret', 'app');
  await scenario.untilFailing('SecretNotFound');
  await scenario.apply(resource({ data: after, updatePolicy: 'CreateOnly' }));
  await untilRenamed(scenario);
  expect((await scenario.remote())['NEW']).toMatchObject({ value: 'first' });
  expect((await scenario.remote())['NEW']?.id).not.toBe(OLD?.id);
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.untilReady();
  expect((await scenario.remote())['NEW']).toMatchObject({ value: 'first' });
});

test('the old name stays until the new one is active', async () => {
  const scenario = await startWithOld();
  await scenario.admin.settings({ activationDelayMs: 6_000 });
  await scenario.apply(resource({ data: after }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.entries?.some(({ name, state }) => name === 'NEW' && state === 'Activating') ?? false,
    'has written NEW',
  );
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['NEW', 'OLD']);
  await untilRenamed(scenario);
});

test.each(['before', 'after'] as const)('a crash %s the answer of the copy loses and doubles nothing', async (when) => {
  const scenario = await startWithOld({ spec: { updatePolicy: 'CreateOnly' } });
  await scenario.stopOperator();
  if (when === 'after') {
    const comment = `[k8s test ${scenario.namespace}/app]`;
    await scenario.admin.seed(accountId, storeName, [{ name: 'NEW', value: 'first', comment }]);
  }
  await scenario.apply(resource({ data: after, updatePolicy: 'CreateOnly' }));
  await scenario.restartOperator();
  await untilRenamed(scenario);
  expect(await scenario.remote()).toMatchObject({ NEW: { value: 'first' } });
});

test('a lost answer of the copy is settled by a listing', async () => {
  const scenario = await startWithOld();
  await scenario.admin.inject({ operation: 'secrets.duplicate', action: { kind: 'reset', when: 'after' }, times: 1 });
  await scenario.apply(resource({ data: after }));
  await untilRenamed(scenario);
  // Where listings lag, they do not show it at first; the name is taken then.
  const tries = expected<unknown>({ default: 1, worstCase: upTo(4) });
  expect(await scenario.calls()).toMatchObject({ 'secrets.duplicate': tries });
});

test('where there is nothing to rename, a secret is created; what is not ours is not touched', async () => {
  const scenario = await startSynced();
  await scenario.admin.seed(accountId, storeName, [{ name: 'OLD', value: 'by hand' }]);
  await scenario.apply(resource({ data: after }));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ OLD: { value: 'by hand' }, NEW: { value: 'first' } });
});

test('a full account says that a rename needs a place for a moment, and nothing is lost', async () => {
  const scenario = await startWithOld({ account: { secretsQuota: 1 } });
  await scenario.apply(resource({ data: after }));
  const { status } = await scenario.untilFailing('QuotaExceeded');
  expect(status?.entries?.find(({ name }) => name === 'NEW')?.message).toContain('a rename needs a place');
  expect(Object.keys(await scenario.remote())).toEqual(['OLD']);
});
