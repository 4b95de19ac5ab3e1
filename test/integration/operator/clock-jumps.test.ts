import { expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { machineClock } from '../../support/machine-clock.ts';
import { startScenario, type ScenarioOptions } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { resync } from './synced.ts';

interface Beginning {
  readonly settings?: ScenarioOptions['settings'];
  readonly spec?: Partial<SecretsStoreSecret['spec']>;
  readonly storeSpec?: Parameters<typeof store>[0];
}

/** Resource "app" is Ready, in an operator on a machine whose clock can jump; Cloudflare's does not. */
async function startOnJumpyMachine({ settings = {}, spec, storeSpec }: Beginning = {}) {
  const { trueNow, jump } = machineClock();
  const scenario = await startScenario({ settings, emulator: { now: trueNow } });
  await scenario.apply(credentialSecret(), store(storeSpec), sourceSecret({ key: 'value' }), resource(spec));
  await scenario.untilReady();
  await scenario.settle();
  return { ...scenario, jump };
}

const sourceGoesAlong = { sourceDeletionPolicy: 'Delete' } as const;

/** The resource and its store are to go, and Cloudflare fails whoever deletes a secret. */
async function deleteInVain(scenario: Awaited<ReturnType<typeof startOnJumpyMachine>>): Promise<void> {
  const failing = { kind: 'status', status: 503 } as const;
  await scenario.admin.inject({ operation: 'secrets.delete', times: 1_000, action: failing });
  await scenario.clearCalls();
  await scenario.remove('SecretsStore', 'default');
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.eventually(async () => (await scenario.calls())['secrets.delete'], { until: 'a deletion has failed' });
  await scenario.nudgeStore('SecretsStore', 'default');
}

const abandoned = async ({ list }: Awaited<ReturnType<typeof startOnJumpyMachine>>): Promise<readonly string[]> =>
  (await list('Event')).filter(({ reason }) => reason === 'DeletionAbandoned').map(({ regarding }) => regarding.name);

test('a clock that jumps forward by hours makes no Secret one that has been gone for long', async () => {
  const scenario = await startOnJumpyMachine({ spec: sourceGoesAlong });
  await scenario.remove('Secret', 'app');
  await scenario.untilFailing('SecretNotFound');
  scenario.jump(6);
  await scenario.nudge('app');
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
});

test('a clock that jumps forward by hours makes no orphan one that was seen long ago', async () => {
  const scenario = await startOnJumpyMachine({ storeSpec: { orphanPolicy: 'Delete' } });
  const comment = `[k8s test ${scenario.namespace}/gone]`;
  await scenario.admin.seed(accountId, storeName, [{ name: 'LEFT', value: 'left', comment }]);
  await resync(scenario);
  await scenario.eventually(
    async () => (await scenario.read('SecretsStore', 'default'))?.status?.orphans?.length === 1,
    { until: 'the orphan is told of' },
  );
  scenario.jump(6);
  await scenario.clearCalls();
  await resync(scenario);
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.list': 1 });
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['KEY', 'LEFT']);
});

test('a clock that jumps forward by hours ends the patience with no deletion, of a resource or of a store', async () => {
  const scenario = await startOnJumpyMachine();
  await deleteInVain(scenario);
  scenario.jump(6);
  await scenario.nudge('app');
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.read('SecretsStoreSecret', 'app')).toBeDefined();
  expect(await scenario.read('SecretsStore', 'default')).toBeDefined();
  expect(await abandoned(scenario)).toEqual([]);
});

test('a clock that jumps back by hours keeps no resync waiting', async () => {
  const scenario = await startOnJumpyMachine({ storeSpec: { resyncPeriodSeconds: 5 } });
  scenario.jump(-6);
  await scenario.clearCalls();
  await scenario.eventually(async () => ((await scenario.calls())['secrets.list'] ?? 0) >= 2, {
    until: 'the store is listed twice more',
  });
});

test('a clock that jumps back by hours puts off neither what goes with its Secret nor the end of a deletion in vain', async () => {
  const scenario = await startOnJumpyMachine({
    spec: sourceGoesAlong,
    settings: { sourcePatienceMs: 3_000, finalizerDeadlineMs: 4_000 },
  });
  await scenario.remove('Secret', 'app');
  await scenario.untilFailing('SecretNotFound');
  scenario.jump(-6);
  await scenario.eventually(async () => Object.keys(await scenario.remote()).length === 0, {
    until: 'what was pushed from it is gone',
  });

  await scenario.apply(sourceSecret({ key: 'value' }));
  await scenario.untilReady();
  await deleteInVain(scenario);
  scenario.jump(-6);
  await scenario.untilGone();
  await scenario.eventually(async () => (await scenario.read('SecretsStore', 'default')) === undefined, {
    until: 'the store object is gone',
  });
  expect(await abandoned(scenario)).toContain('app');
});
