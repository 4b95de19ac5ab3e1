import { expect, test } from 'vitest';
import { accountId, clusterStore, sharedStoreRef, sourceSecret, store } from '../../support/sample-objects.ts';
import { heldIn, inStore, namesIn, startAt, untilMoved, untilPending } from './moving.ts';

test('more deletions than maxDeletions are held, while the new secrets are used, until they are confirmed', async () => {
  const scenario = await startAt({ spec: { maxDeletions: 0 } });
  for (const name of ['main', 'spare'])
    await scenario.patch('SecretsStore', name, { spec: { orphanPolicy: 'Delete', resyncPeriodSeconds: 30 } });
  await scenario.apply(inStore('spare', { maxDeletions: 0 }));
  const { status } = await untilPending(scenario, 'DeletionsHeld');
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Synced' }]);
  expect(status?.conditions?.[0]?.message).toContain('secretsstore.dev/confirm-deletions: "1"');
  // It is recorded, and so a new listing finds no orphan.
  await scenario.settle();
  for (const name of ['main', 'spare']) {
    const { lastListedTime: before } = (await scenario.read('SecretsStore', name))?.status ?? {};
    await scenario.patch('SecretsStore', name, { spec: { resyncPeriodSeconds: 31 } });
    await scenario.eventually(
      async () => (await scenario.read('SecretsStore', name))?.status?.lastListedTime !== before,
      { until: 'it is listed anew' },
    );
    expect((await scenario.read('SecretsStore', name))?.status).toMatchObject({ orphanCount: 0 });
  }
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/confirm-deletions': '1' });
  await untilMoved(scenario, 'spare');
});

test('a name that somebody else has in the new store is a Conflict, and the old secret stays until that is settled', async () => {
  const scenario = await startAt();
  await scenario.admin.seed(accountId, 'spare', [{ name: 'KEY', value: 'by hand' }]);
  await scenario.nudgeStore('SecretsStore', 'spare');
  await scenario.apply(inStore('spare'));
  await scenario.untilFailing('Conflict');
  expect(await heldIn(scenario, 'main')).toMatchObject({ KEY: { value: 'first' } });
  expect(await heldIn(scenario, 'spare')).toMatchObject({ KEY: { value: 'by hand' } });
  await scenario.apply(inStore('spare', { adoptionPolicy: 'Always' }));
  await untilMoved(scenario, 'spare');
});

test('what is renamed as it moves is created by its new name from the Secret, as the old value is in another store', async () => {
  const entry = { key: 'key', updatePolicy: 'CreateOnly' } as const;
  const scenario = await startAt({ spec: { data: [{ ...entry, name: 'OLD' }] } });
  await scenario.apply(inStore('spare', { data: [{ ...entry, name: 'NEW', formerName: 'OLD' }] }));
  await untilMoved(scenario, 'spare');
  expect(await heldIn(scenario, 'spare')).toMatchObject({ NEW: { value: 'first' } });
});

test('what is renamed as it moves stays where it was while the Secret lacks its key', async () => {
  const scenario = await startAt({ spec: { data: [{ name: 'OLD', key: 'key' }] } });
  await scenario.apply(inStore('spare', { data: [{ name: 'NEW', key: 'other', formerName: 'OLD' }] }));
  await scenario.untilFailing('KeyMissing');
  expect([await namesIn(scenario, 'main'), await namesIn(scenario, 'spare')]).toEqual([['OLD'], []]);
  await scenario.apply(sourceSecret({ other: 'second' }));
  await untilMoved(scenario, 'spare');
  expect(await heldIn(scenario, 'spare')).toMatchObject({ NEW: { value: 'second' } });
});

test('what is to go with its Secret goes from where it was, though storeRef leads elsewhere by then', async () => {
  const spec = { sourceDeletionPolicy: 'Delete' } as const;
  const scenario = await startAt({ spec, settings: { sourcePatienceMs: 1_000 } });
  await scenario.remove('Secret', 'app');
  await scenario.apply(inStore('spare', spec));
  await scenario.eventually(async () => (await namesIn(scenario, 'main')).length === 0, { until: 'it is gone' });
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.pendingDeletions === undefined && found.metadata.finalizers === undefined,
    'has nothing at Cloudflare any more, and no finalizer',
  );
  expect(status?.conditions?.[0]).toMatchObject({ status: 'False', reason: 'SecretNotFound' });
});

test('a store that does not admit the namespace moves nothing', async () => {
  const scenario = await startAt();
  await scenario.apply(clusterStore({ store: { name: 'spare' }, allowedNamespaces: [{ names: ['others'] }] }));
  await scenario.apply(inStore('main', { storeRef: sharedStoreRef }));
  const { status } = await scenario.untilFailing('NotAdmitted');
  expect(status).toMatchObject({ store: { name: 'main' }, entries: [{ name: 'KEY' }] });
  expect(status).not.toHaveProperty('pendingDeletions');
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);
  await scenario.apply(
    clusterStore({ store: { name: 'spare' }, allowedNamespaces: [{ names: [scenario.namespace] }] }),
  );
  await untilMoved(scenario, 'spare');
});

test('an account without places keeps what is in the old store', async () => {
  const scenario = await startAt();
  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1 }] });
  await scenario.nudgeStore('SecretsStore', 'spare');
  await scenario.apply(store({ store: { name: 'spare' }, resyncPeriodSeconds: 301 }, 'spare'), inStore('spare'));
  const { status } = await scenario.untilFailing('QuotaExceeded');
  expect(status?.entries?.[0]?.message).toContain('a move within one account needs both places');
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);
  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 2 }] });
  await scenario.patch('SecretsStore', 'spare', { spec: { resyncPeriodSeconds: 302 } });
  await untilMoved(scenario, 'spare');
});

test('a suspended resource stays in the middle of its move, and goes on when it is resumed', async () => {
  const scenario = await startAt();
  await scenario.admin.settings({ activationDelayMs: 5_000 });
  await scenario.apply(inStore('spare'));
  await untilPending(scenario);
  await scenario.apply(inStore('spare', { suspend: true }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'Suspended') ?? false,
    'says Suspended',
  );
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);
  await scenario.apply(inStore('spare'));
  await untilMoved(scenario, 'spare');
});

test('a copy moves once its origin is in the new store', async () => {
  const scenario = await startAt();
  for (const name of ['main', 'spare'])
    await scenario.admin.seed(accountId, name, name === 'main' ? [{ name: 'ORIGIN', value: 'shared' }] : []);
  const data = [{ name: 'COPY', copyOf: 'ORIGIN' }];
  await scenario.patch('SecretsStore', 'main', { spec: { resyncPeriodSeconds: 301 } });
  await scenario.apply(inStore('main', { data }));
  await scenario.untilReady();
  await scenario.apply(inStore('spare', { data }));
  await scenario.untilFailing('OriginNotReady');
  expect(await namesIn(scenario, 'main')).toEqual(['COPY', 'ORIGIN']);
  await scenario.admin.seed(accountId, 'spare', [{ name: 'ORIGIN', value: 'shared' }]);
  await scenario.patch('SecretsStore', 'spare', { spec: { resyncPeriodSeconds: 302 } });
  await scenario.untilReady();
  await scenario.eventually(async () => (await namesIn(scenario, 'main')).join() === 'ORIGIN', {
    until: 'the old copy is gone',
  });
  expect((await heldIn(scenario, 'spare'))['COPY']?.value).toBe('shared');
});
