import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import { atMost } from '../../support/at-most.ts';
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

/** As an administrator. */
const kubectl = async (...words: readonly string[]): Promise<unknown> =>
  promisify(execFile)(inject('kubectlPath'), ['--kubeconfig', inject('kubeconfigPath'), ...words]);

test('our kinds are taken out of the cluster and come back: what was theirs goes, and all goes on', async () => {
  const scenario = await startSynced();
  const crds = join(import.meta.dirname, '..', '..', '..', 'crds');
  const install = async (): Promise<void> => {
    await kubectl('apply', '--server-side', '-f', crds);
    await kubectl('wait', '--for=condition=Established', '--timeout=30s', '-f', crds);
  };
  // Whatever happens here, the tests after this one need them.
  onTestFinished(install);
  await kubectl('delete', '--wait=true', '--timeout=30s', '-f', crds);
  expect(await scenario.remote()).toEqual({});
  await scenario.eventually(() => scenario.logLines().some((line) => line.includes('install the CRDs')), {
    until: 'the log says what is missing',
  });
  await install();
  await scenario.apply(store(), resource());
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
}, 120_000);
