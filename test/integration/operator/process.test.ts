import { expect, test } from 'vitest';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { alone, startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

async function startAlone(values: Readonly<Record<string, string>> = { key: 'value' }): Promise<Scenario> {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(credentialSecret(), store(), sourceSecret(values), resource({ dataFrom: { include: ['*'] } }));
  return scenario;
}

test('SIGTERM ends the operator in order, and it has nothing to do when it is back', async () => {
  const scenario = await startAlone();
  const operator = await startOperatorProcess(scenario);
  await scenario.untilReady();
  expect(await operator.stop('SIGTERM')).toBe(0);
  expect(operator.lines().at(-1)).toContain('"msg":"stopped"');
  await scenario.clearCalls();
  await startOperatorProcess(scenario);
  await scenario.eventually(async () => (await scenario.calls())['secrets.list'], { until: 'the store is listed' });
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
});

test('an operator that is killed between a create and its record neither loses nor doubles the secret', async () => {
  const scenario = await startAlone();
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'hang', when: 'after' } });
  const operator = await startOperatorProcess(scenario, { flags: alone });
  const created = await scenario.eventually(async () => (await scenario.remote())['key'], { until: 'it is created' });
  expect((await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries).toBeUndefined();
  await operator.stop('SIGKILL');

  await scenario.apply(sourceSecret({ key: 'changed meanwhile' }));
  await startOperatorProcess(scenario, { flags: alone });
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote())).toEqual(['key']);
  expect((await scenario.remote())['key']).toMatchObject({ id: created.id, value: 'changed meanwhile' });
});

test('what an operator has created and could not record goes with its resource', async () => {
  const scenario = await startAlone();
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'hang', when: 'after' } });
  const operator = await startOperatorProcess(scenario, { flags: alone });
  await scenario.eventually(async () => (await scenario.remote())['key'], { until: 'it is created' });
  await operator.stop('SIGKILL');
  await scenario.remove('SecretsStoreSecret', 'app');
  await startOperatorProcess(scenario, { flags: alone });
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});
