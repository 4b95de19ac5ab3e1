import { expect, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { startScenario } from '../../support/operator-harness.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  resource,
  sourceSecret,
  store,
  storeName,
} from '../../support/sample-objects.ts';
import { resync, startSynced } from './synced.ts';

const seed = async (scenario: Scenario, name: string, mark: string) =>
  scenario.admin.seed(accountId, storeName, [{ name, value: 'left', comment: mark }]);

const orphansOf = async (scenario: Scenario): Promise<readonly string[]> =>
  ((await scenario.read('SecretsStore', 'default'))?.status?.orphans ?? []).map(({ name }) => name);

const untilOrphans = async (scenario: Scenario, ...names: readonly string[]): Promise<void> =>
  void (await scenario.eventually(async () => (await orphansOf(scenario)).join() === names.join(), {
    until: `the orphans are ${names.join(', ') || 'none'}`,
    explain: async () => JSON.stringify((await scenario.read('SecretsStore', 'default'))?.status),
  }));

const warnings = async (scenario: Scenario): Promise<readonly string[]> =>
  (await scenario.list('Event')).filter(({ reason }) => reason === 'Orphaned').map(({ note }) => note);

test('what carries our mark and no resource records is named in status and told once', async () => {
  const scenario = await startSynced();
  await seed(scenario, 'LEFT', `[k8s test ${scenario.namespace}/gone]`);
  await seed(scenario, 'OF_OTHERS', `[k8s other ${scenario.namespace}/gone]`);
  await seed(scenario, 'ELSEWHERE', '[k8s test unwatched/gone]');
  await seed(scenario, 'UNMARKED', 'by hand');
  await resync(scenario);
  await untilOrphans(scenario, 'LEFT');
  const { status } = (await scenario.read('SecretsStore', 'default')) ?? {};
  expect(status).toMatchObject({
    orphanCount: 1,
    orphans: [{ name: 'LEFT', resource: `${scenario.namespace}/gone` }],
  });
  expect(await warnings(scenario)).toEqual([expect.stringContaining(`LEFT (${scenario.namespace}/gone)`)]);

  // Nothing more is said of it, by this operator or the next one.
  await scenario.settle();
  await scenario.clearCalls();
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.kubeRequests()).not.toHaveProperty('patch secretsstores/status');
  await scenario.restartOperator();
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.kubeRequests()).not.toHaveProperty('patch secretsstores/status');
  expect(await warnings(scenario)).toHaveLength(1);

  // A resource of that name takes it up.
  await scenario.apply(resource({ data: [{ name: 'LEFT', key: 'key' }] }, 'gone'));
  await scenario.untilReady('gone');
  await resync(scenario);
  await untilOrphans(scenario);
});

test('what a crash left between create and record is no orphan', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await seed(scenario, 'KEY', `[k8s test ${scenario.namespace}/app]`);
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  await scenario.restartOperator();
  await scenario.untilReady();
  await scenario.settle();
  expect(await orphansOf(scenario)).toEqual([]);
  expect(await warnings(scenario)).toEqual([]);
});

test('secrets that are being created are no orphans, whenever the store is listed', async () => {
  const scenario = await startSynced({
    values: { a: '1' },
    spec: { dataFrom: { include: ['*'] } },
    emulator: { activationDelayMs: 1_500 },
  });
  for (let round = 0; round < 5; round += 1) {
    await scenario.apply(sourceSecret({ a: '1', [`b${round}`]: '2' }));
    await scenario.eventually(async () => (await scenario.remote())[`b${round}`], { until: 'it is created' });
    await resync(scenario);
  }
  await scenario.untilReady();
  expect(await warnings(scenario)).toEqual([]);
});

test('an orphan is deleted after two listings a resync period apart, and not before', async () => {
  const scenario = await startScenario();
  await scenario.apply(
    credentialSecret(),
    store({ orphanPolicy: 'Delete', resyncPeriodSeconds: 5 }),
    sourceSecret({ key: 'value' }),
    resource(),
  );
  await scenario.untilReady();
  await seed(scenario, 'LEFT', `[k8s test ${scenario.namespace}/gone]`);
  // There is a resource of this name: whatever it records, this is not for us to delete.
  await seed(scenario, 'STRAY', `[k8s test ${scenario.namespace}/app]`);
  const seededMs = Date.now();
  await scenario.eventually(async () => !('LEFT' in (await scenario.remote())), { until: 'the orphan is deleted' });
  expect(Date.now() - seededMs).toBeGreaterThanOrEqual(5_000);
  await untilOrphans(scenario, 'STRAY');
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['KEY', 'STRAY']);
  const deleted = (await scenario.list('Event')).filter(({ reason }) => reason === 'OrphansDeleted');
  expect(deleted).toMatchObject([{ type: 'Normal', note: expect.stringContaining('LEFT') }]);
});

test('a suspended store deletes no orphan', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store({ orphanPolicy: 'Delete', resyncPeriodSeconds: 5, suspend: true }));
  await seed(scenario, 'LEFT', `[k8s test ${scenario.namespace}/gone]`);
  await untilOrphans(scenario, 'LEFT');
  await scenario.clearCalls();
  await scenario.eventually(async () => ((await scenario.calls())['secrets.list'] ?? 0) >= 2, {
    until: 'it is listed twice',
  });
  expect(Object.keys(await scenario.remote())).toEqual(['LEFT']);
});

test('a ClusterSecretsStore knows orphans of every namespace that is watched, a SecretsStore those of its own', async () => {
  const scenario = await startScenario({ operator: 'Later', settings: { watchNamespaces: [] } });
  await seed(scenario, 'HERE', `[k8s test ${scenario.namespace}/gone]`);
  await seed(scenario, 'THERE', '[k8s test kube-public/gone]');
  await scenario.apply(credentialSecret(), store(), clusterStore());
  await scenario.restartOperator();
  await untilOrphans(scenario, 'HERE');
  const shared = await scenario.untilStore(
    { status: 'True', reason: 'StoreReady' },
    { kind: 'ClusterSecretsStore', name: 'shared' },
  );
  expect(shared.status?.orphans?.map(({ name }) => name)).toEqual(['HERE', 'THERE']);
});
