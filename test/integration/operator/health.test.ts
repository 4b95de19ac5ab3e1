import { expect, test } from 'vitest';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const everything = 'SecretsStoreSecret, SecretsStore, ClusterSecretsStore, Secret';

test('an operator is ready when the API server has listed everything, and stays so when that freezes', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startScenario({ operator: 'Later' });
  const thaw = proxy.freeze();
  const { probe } = await startOperatorProcess(scenario, { kubeconfigPath: proxy.kubeconfigPath, until: 'Starting' });
  await scenario.eventually(async () => (await probe('startupz')) === '200 ok', { until: 'it has begun' });
  expect(await probe('livez')).toBe('200 ok');
  expect(await probe('readyz')).toBe(`503 the API server has not yet listed ${everything}`);
  thaw();
  await scenario.eventually(async () => (await probe('readyz')) === '200 ok', { until: 'it is ready' });

  proxy.freeze();
  proxy.cutWatches();
  expect([await probe('livez'), await probe('readyz'), await probe('startupz')]).toEqual([
    '200 ok',
    '200 ok',
    '200 ok',
  ]);
});

test('Cloudflare has no part in the health of an operator', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.admin.inject({ operation: 'stores.list', action: { kind: 'status', status: 503 } });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  const { probe } = await startOperatorProcess(scenario);
  await scenario.untilStore({ status: 'False', reason: 'CloudflareUnavailable' });
  expect([await probe('livez'), await probe('readyz'), await probe('startupz')]).toEqual([
    '200 ok',
    '200 ok',
    '200 ok',
  ]);
});

test('an operator that ends what it has begun is live, and not ready', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'delay', ms: 1_500 } });
  const { probe, stop, lines } = await startOperatorProcess(scenario);
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'the write is under way',
  });
  const ended = stop('SIGTERM');
  await scenario.eventually(() => lines().some((line) => line.includes('"msg":"stopping"')), {
    until: 'it is stopping',
  });
  expect([await probe('livez'), await probe('readyz')]).toEqual(['200 ok', '503 it is being stopped']);
  expect(await ended).toBe(0);
});
