import { expect, onTestFinished, test } from 'vitest';
import { startControlPlane } from '../../control-plane/control-plane.ts';
import { atMost } from '../../support/at-most.ts';
import { installCrds, removeCrds } from '../../support/crds.ts';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

test.each([409, 403, 500] as const)(
  'every write of a status is refused by %s: the secret is pushed once, and told of when it can be',
  async (status) => {
    const proxy = await startKubeFaultProxy();
    const scenario = await startScenario({ operator: 'Later', kubeconfigPath: proxy.kubeconfigPath });
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
    const writes = { method: 'PATCH', path: /\/secretsstoresecrets\/app\/status$/ } as const;
    const relent = proxy.failAlways(writes, status);
    await scenario.restartOperator();
    await scenario.eventually(async () => (await scenario.remote())['KEY'], { until: 'it is pushed' });
    // A loop without backoff makes hundreds of requests in this time.
    await atMost(async () => Promise.resolve(proxy.refused()), { what: 'status writes', times: 8, withinMs: 4_000 });
    expect((await scenario.read('SecretsStoreSecret', 'app'))?.status?.conditions).toBeUndefined();
    relent();
    await scenario.untilReady();
    expect((await scenario.calls())['secrets.create']).toBe(1);
    expect((await scenario.calls())['secrets.edit'] ?? 0).toBeLessThanOrEqual(4);
  },
);

test('Secrets of one namespace may not be read: its resources say so, and those of another are synced', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startScenario({ operator: 'Later', kubeconfigPath: proxy.kubeconfigPath, beside: ['closed'] });
  const closed = scenario.within('closed');
  const allow = proxy.failAlways(
    { method: 'GET', path: new RegExp(`/namespaces/${closed.namespace}/secrets/app$`) },
    403,
  );
  for (const tenant of [scenario, closed])
    await tenant.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }));
  await scenario.apply(resource());
  await closed.apply(resource({ data: [{ name: 'CLOSED', key: 'key' }] }));
  await scenario.restartOperator();
  await scenario.untilReady();
  const { status } = await closed.untilResource(
    'app',
    (found) => found.status?.conditions?.[0]?.status === 'False',
    'is not Ready',
  );
  expect(status?.conditions?.[0]?.message).toMatch(/Cannot read Secret "app"/);
  await atMost(async () => Promise.resolve(proxy.refused()), { what: 'reads', times: 8, withinMs: 3_000 });
  allow();
  await closed.untilReady();
});

test('a resource that is deleted during its own write leaves nothing', async () => {
  const scenario = await startSynced();
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'delay', ms: 1_500 } });
  await scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other'));
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'the write is under way',
  });
  await scenario.remove('SecretsStoreSecret', 'other');
  await scenario.untilGone('other');
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1, 'secrets.delete': 1 });
});

test('our kinds are taken out of the cluster and come back: what was theirs goes, and all goes on', async () => {
  // Of its own: what other tests leave behind on that of the run would hold the kinds back, and those after it need them.
  const controlPlane = await startControlPlane({ controllers: true, kubectl: true });
  onTestFinished(async () => controlPlane.stop());
  await installCrds(controlPlane);
  const scenario = await startSynced({ controlPlane });
  await removeCrds(controlPlane);
  expect(await scenario.remote()).toEqual({});
  await scenario.eventually(() => scenario.logLines().some((line) => line.includes('install the CRDs')), {
    until: 'the log says what is missing',
  });
  await installCrds(controlPlane);
  await scenario.apply(store(), resource());
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
}, 120_000);
