import { expect, test } from 'vitest';
import { atMost } from '../../support/at-most.ts';
import { accountId, resource, sourceSecret, store, token } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

test('a token that may only read from now on is said with the permission that it lacks, is tried now and then, and needs no help when it may write again', async () => {
  const scenario = await startSynced();
  await scenario.apply(store({ resyncPeriodSeconds: 5 }));
  await scenario.settle();
  await scenario.clearCalls();
  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: [{ token, permission: 'read' }] }] });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.apply(resource({ data: [{ name: 'COMING', key: 'key' }] }, 'coming'));
  const { status } = await scenario.untilStore({ status: 'False', reason: 'PermissionDenied' });
  expect(status?.conditions?.[0]?.message).toMatch(
    /Cannot write to store.*may read it.*permission Account > Secrets Store > Edit/,
  );
  const refused = async () => (await scenario.callLog()).filter((call) => call.status === 401 || call.status === 403);
  // Each resource tries at each resync: five were seen. A loop makes hundreds of calls in this time.
  await atMost(async () => (await refused()).length, { what: 'refused writes', times: 8, withinMs: 12_000 });
  for (const name of ['app', 'coming']) {
    const { status } = await scenario.untilFailing('CredentialRefused', name);
    expect(status?.conditions?.[0]?.message).toContain('Account > Secrets Store > Edit');
  }
  expect((await scenario.remote())['KEY']?.value).toBe('first');
  await scenario.untilStore({ status: 'False', reason: 'PermissionDenied' });

  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: [token] }] });
  for (const name of ['app', 'coming']) await scenario.untilReady(name);
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'second' }, COMING: { value: 'second' } });
}, 120_000);
