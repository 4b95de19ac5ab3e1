import { expect, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { otherClient } from './other-client.ts';
import { startLongSynced, startSynced } from './synced.ts';

const syncNow = async (scenario: Scenario, value: string): Promise<void> => {
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/sync-now': value });
  await scenario.untilResource('app', ({ status }) => status?.lastSyncNow === value, `has acted on ${value}`);
};

test('a resync of one resource lists its store and reads its Secret, once a value', async () => {
  const scenario = await startSynced();
  await syncNow(scenario, '1');
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'secrets.list': 1 });
  expect(await scenario.kubeRequests()).toMatchObject({ 'get secrets app': 1 });
  await scenario.clearCalls();
  await scenario.nudge('app');
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
  expect(Object.keys(await scenario.kubeRequests())).not.toContain('get secrets app');
});

test('what others changed is set right at once, without a resync of the store', async () => {
  const scenario = await startLongSynced({});
  await otherClient(scenario).change('KEY', { value: 'by hand' });
  await syncNow(scenario, '1');
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'first', {
    until: 'it is set right',
  });
});
