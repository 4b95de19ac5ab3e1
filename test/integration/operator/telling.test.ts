import { expect, test } from 'vitest';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const eventsOf = async (scenario: Scenario): Promise<readonly string[]> =>
  (await scenario.list('Event'))
    .map(({ type, reason, regarding }) => `${type} ${reason} of ${regarding.kind}`)
    .toSorted();

const infoOf = (scenario: Scenario): readonly object[] =>
  scenario
    .logLines()
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ level, resource: of }) => level === 'info' && of !== undefined);

test('Events tell when trouble comes and when it is over, and no pass between adds one', async () => {
  const scenario = await startScenario();
  // The operator watches each kind by itself: of what is applied with a resource it may hear after it, and say that it is missing.
  await scenario.apply(credentialSecret(), store(), sourceSecret({ other: 'value' }));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.apply(resource());
  await scenario.untilResource('app', ({ status }) => status?.entries?.[0]?.reason === 'KeyMissing', 'misses its key');
  await scenario.nudge('app');
  await scenario.restartOperator();
  await scenario.nudge('app');
  expect(await eventsOf(scenario)).toEqual(['Warning KeyMissing of SecretsStoreSecret']);

  await scenario.apply(sourceSecret({ key: 'value' }));
  await scenario.untilReady();
  await scenario.nudge('app');
  expect(await eventsOf(scenario)).toEqual([
    'Normal Synced of SecretsStoreSecret',
    'Warning KeyMissing of SecretsStoreSecret',
  ]);
});

test('what works from the beginning is no Event, and the log has one line for each pass that wrote', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource());
  await scenario.untilReady();
  await scenario.nudge('app');
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is rotated',
  });
  await scenario.untilTold();
  await scenario.nudge('app');
  const line = {
    level: 'info',
    time: expect.any(String),
    resource: `${scenario.namespace}/app`,
    written: 1,
    failed: 0,
    // Of a busy machine, it may be told before the activation is.
    synced: expect.stringMatching(/^[01]\/1$/),
    ready: expect.stringMatching(/^(True|Unknown)$/),
    reason: expect.stringMatching(/^(Synced|Activating)$/),
    status: 'Written',
    msg: 'wrote to Cloudflare',
  };
  expect(infoOf(scenario)).toEqual([line, line]);
  expect(await eventsOf(scenario)).toEqual([]);
});
