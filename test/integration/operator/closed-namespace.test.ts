import { expect, test } from 'vitest';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  storeName,
} from '../../support/sample-objects.ts';

/** Two namespaces that share a store; one of them can be closed to the operator: nothing in it may be listed or watched. */
async function startBeside() {
  const proxy = await startKubeFaultProxy();
  const { kubeconfigPath } = proxy;
  const scenario = await startScenario({ operator: 'Later', kubeconfigPath, beside: ['closed'] });
  const closed = scenario.within('closed');
  const path = new RegExp(`/namespaces/${closed.namespace}/(secretsstoresecrets|secretsstores|secrets)$`);
  await scenario.apply(credentialSecret(), sharing({ resyncPeriodSeconds: 300 }));
  for (const [tenant, name] of [
    [scenario, 'OPEN'],
    [closed, 'CLOSED'],
  ] as const) {
    const spec = { storeRef: sharedStoreRef, data: [{ name, key: 'key' }] };
    await tenant.apply(sourceSecret({ key: 'first' }), resource(spec));
  }
  return { scenario, closed, proxy, close: () => proxy.failAlways({ method: 'GET', path }, 403) };
}

const sharing = (spec: Parameters<typeof clusterStore>[0]) => clusterStore({ orphanPolicy: 'Delete', ...spec });

const untilValue = async (scenario: Scenario, name: string, value: string): Promise<unknown> =>
  scenario.eventually(async () => (await scenario.remote())[name]?.value === value, { until: `${name} is "${value}"` });

const saysOf = (scenario: Scenario, namespace: string): boolean =>
  scenario
    .logLines()
    .some(
      (line) =>
        line.includes(`"namespace":"${namespace}"`) &&
        line.includes('"problem":"Forbidden"') &&
        line.includes('--watch-namespaces'),
    );

test('a namespace that may not be read at the start holds up no other; nothing of it is taken for left behind', async () => {
  const { scenario, closed, close } = await startBeside();
  await scenario.restartOperator();
  await scenario.untilReady();
  await closed.untilReady();
  await scenario.stopOperator();
  const reopen = close();
  const comment = `[k8s test ${closed.namespace}/gone]`;
  await scenario.admin.seed(accountId, storeName, [{ name: 'LEFT', value: 'left', comment }]);
  await scenario.apply(sourceSecret({ key: 'second' }), sharing({ resyncPeriodSeconds: 5 }));

  await scenario.restartOperator();
  await untilValue(scenario, 'OPEN', 'second');
  expect(saysOf(scenario, closed.namespace)).toBe(true);
  await scenario.clearCalls();
  await scenario.eventually(async () => ((await scenario.calls())['secrets.list'] ?? 0) >= 3, {
    until: 'the store is listed three times',
  });
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['CLOSED', 'LEFT', 'OPEN']);
  // By a store object of its own it could: but the resource that is not seen is the older one.
  const spec = { adoptionPolicy: 'Always', data: [{ name: 'CLOSED', key: 'key' }] } as const;
  await scenario.apply(store(), resource(spec, 'taker'));
  await scenario.untilFailing('Conflict', 'taker');
  expect((await scenario.remote())['CLOSED']?.value).toBe('first');
  await scenario.remove('SecretsStoreSecret', 'taker');
  // Its other user might be the one in the closed namespace.
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await scenario.remove('ClusterSecretsStore', 'shared');
  await scenario.nudgeStore('ClusterSecretsStore', 'shared');
  const { status } = (await scenario.read('ClusterSecretsStore', 'shared')) ?? {};
  expect(status?.conditions?.[0]?.message).toContain(`${closed.namespace}/*`);

  reopen();
  await closed.remove('SecretsStoreSecret', 'app');
  await closed.untilGone();
  await scenario.eventually(async () => (await scenario.read('ClusterSecretsStore', 'shared')) === undefined, {
    until: 'the store object is gone',
  });
  expect(Object.keys(await scenario.remote())).toEqual(['LEFT']);
});

test('a namespace that is closed to a running operator holds up no other, and goes on once it is open again', async () => {
  const { scenario, closed, proxy, close } = await startBeside();
  await scenario.restartOperator();
  await scenario.untilReady();
  await closed.untilReady();
  const reopen = close();
  proxy.cutWatches();
  await closed.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(() => saysOf(scenario, closed.namespace), { until: 'the log says so' });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilValue(scenario, 'OPEN', 'second');
  expect((await scenario.remote())['CLOSED']?.value).toBe('first');
  reopen();
  await untilValue(scenario, 'CLOSED', 'second');
});
