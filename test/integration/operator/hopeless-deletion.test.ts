import { expect, test } from 'vitest';
import { deletedStatus } from '../../support/emulator-behaviour.ts';
import { atMost } from '../../support/at-most.ts';
import { accountId, resource, token } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const deletes = async (calls: () => Promise<Readonly<Record<string, number>>>): Promise<number> =>
  (await calls())['secrets.delete'] ?? 0;

test('a deletion that cannot succeed is tried now and then, and given up at the deadline with a warning', async () => {
  const finalizerDeadlineMs = 8_000;
  const scenario = await startSynced({ settings: { finalizerDeadlineMs } });
  await scenario.annotate('SecretsStore', 'default', { 'secretsstore.dev/release': 'true' });
  await scenario.remove('SecretsStore', 'default');
  await scenario.untilFailing('StoreNotFound');
  await scenario.admin.settings({ accounts: [{ id: accountId, revokeTokens: [token] }] });
  await scenario.clearCalls();
  const beganMs = Date.now();
  await scenario.remove('SecretsStoreSecret', 'app');
  // A loop without backoff makes hundreds of calls in this time.
  await atMost(async () => deletes(scenario.calls), { what: 'DELETEs', times: 5, withinMs: 5_000 });
  expect(await deletes(scenario.calls)).toBeGreaterThanOrEqual(2);
  expect(await scenario.read('SecretsStoreSecret', 'app')).toBeDefined();

  await scenario.untilGone();
  expect(Date.now() - beganMs).toBeGreaterThanOrEqual(finalizerDeadlineMs);
  expect(await deletes(scenario.calls)).toBeLessThanOrEqual(7);
  const events = (await scenario.list('Event')).filter(({ reason }) => reason === 'DeletionAbandoned');
  expect(events).toMatchObject([{ type: 'Warning', note: expect.stringContaining('KEY'), regarding: { name: 'app' } }]);
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
});

test('a resource that was suspended past the deadline is tried again after its first failure, and deleted', async () => {
  const finalizerDeadlineMs = 6_000;
  const scenario = await startSynced({ settings: { finalizerDeadlineMs } });
  await scenario.apply(resource({ suspend: true }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'Suspended') === true,
    'says Suspended',
  );
  await scenario.remove('SecretsStoreSecret', 'app');
  const { metadata } = await scenario.untilResource(
    'app',
    (found) => 'deletionTimestamp' in found.metadata,
    'is going',
  );
  const askedAtMs = Date.parse(String(metadata.deletionTimestamp));
  // The API server counts in whole seconds.
  await scenario.eventually(() => Date.now() > askedAtMs + finalizerDeadlineMs + 1_000, {
    until: 'the deadline would have passed',
  });
  await scenario.nudge('app');
  expect(await scenario.calls()).toEqual({});

  await scenario.admin.inject({ operation: 'secrets.delete', times: 1, action: { kind: 'status', status: 503 } });
  await scenario.patch('SecretsStoreSecret', 'app', { spec: { suspend: null } });
  await scenario.untilGone();
  expect((await scenario.callLog()).filter(({ operation }) => operation === 'secrets.delete')).toMatchObject([
    { status: 503 },
    { status: deletedStatus },
  ]);
  expect(await scenario.remote()).toEqual({});
  expect((await scenario.list('Event')).map(({ reason }) => reason)).not.toContain('DeletionAbandoned');
});
