import { expect, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const retained = { spec: { deletionPolicy: 'Retain' } } as const;

const untilUnmarked = async (scenario: Scenario): Promise<unknown> =>
  scenario.eventually(async () => !(await scenario.remote())['KEY']?.comment, { until: 'the mark is off' });

test('a resource that leaves its secrets while its store is suspended takes its mark off when the store goes on', async () => {
  const scenario = await startSynced(retained);
  await scenario.apply(store({ suspend: true }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'Suspended') === true,
    'says Suspended',
  );
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await scenario.nudgeStore('SecretsStore', 'default');
  expect((await scenario.remote())['KEY']?.comment).toContain(`${scenario.namespace}/app`);
  await scenario.clearCalls();

  await scenario.apply(store());
  await untilUnmarked(scenario);
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});

/** A listing is asked for up to three times in a pass: the fourth comes in a second pass that could not even list. */
const outages = [
  { operation: 'secrets.edit', tried: 'secrets.edit', times: 2 },
  { operation: '*', tried: 'secrets.list', times: 4 },
] as const;

test.each(outages)(
  'a resource that leaves its secrets while Cloudflare answers 503 to $operation takes its mark off later',
  async ({ operation, tried, times }) => {
    const scenario = await startSynced(retained);
    await scenario.admin.inject({ operation, action: { kind: 'status', status: 503 } });
    await scenario.remove('SecretsStoreSecret', 'app');
    await scenario.untilGone();
    await scenario.eventually(async () => ((await scenario.calls())[tried] ?? 0) >= times, {
      until: 'it was tried more than once',
    });
    expect((await scenario.remote())['KEY']?.comment).toContain(`${scenario.namespace}/app`);
    await scenario.admin.clearFaults();
    await untilUnmarked(scenario);
    expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
    const edits = (await scenario.callLog()).filter((call) => call.operation === 'secrets.edit');
    expect(edits.map(({ status }) => status).slice(-2)).toEqual([503, 200]);
    expect(edits.length).toBeLessThanOrEqual(6);
  },
);
