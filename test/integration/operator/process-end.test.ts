import { expect, test } from 'vitest';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { alone, startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const entriesOf = async (scenario: Scenario) => (await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries;

test('SIGTERM while a write is under way: the write is recorded, and then the process ends by itself', async () => {
  const scenario = await startScenario({ operator: 'Later', emulator: { activationDelayMs: 600_000 } });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'delay', ms: 1_500 } });
  const operator = await startOperatorProcess(scenario);
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'the write is under way',
  });
  expect(await entriesOf(scenario)).toBeUndefined();
  expect(await operator.stop('SIGTERM')).toBe(0);
  const endedAtMs = Date.now();
  const created = (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.create');
  expect(created).toMatchObject([{ status: 200 }]);
  // Less than what would cut it: it ended because nothing was left, though its secret is still to become active.
  expect(endedAtMs - Date.parse(created[0]?.at ?? '')).toBeLessThan(5_000);
  expect(operator.lines().at(-1)).toContain('"msg":"stopped"');
  const secret = (await scenario.remote())['KEY'];
  expect(await entriesOf(scenario)).toMatchObject([{ name: 'KEY', state: 'Activating', secretId: secret?.id }]);
});

test('a key that came after the last record goes with its resource, though the operator died before recording it', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ A: 'one' }),
    resource({ dataFrom: { include: ['*'] } }),
  );
  const operator = await startOperatorProcess(scenario, { flags: alone });
  await scenario.untilReady();
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'hang', when: 'after' } });
  await scenario.apply(sourceSecret({ A: 'one', B: 'two' }));
  await scenario.eventually(async () => (await scenario.remote())['B'], { until: 'B is created' });
  await operator.stop('SIGKILL');
  expect(await entriesOf(scenario)).toMatchObject([{ name: 'A' }]);

  await scenario.remove('SecretsStoreSecret', 'app');
  await startOperatorProcess(scenario, { flags: alone });
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
  expect((await scenario.list('Event')).map(({ reason }) => reason)).not.toContain('DeletionAbandoned');
});
