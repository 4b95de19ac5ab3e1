import { expect, test } from 'vitest';
import { storeFinalizer } from '../../../src/api/group.ts';
import { accountId, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { awaySpec, heldIn, inStore, namesIn, otherAccountId, startAt, untilMoved, untilPending } from './moving.ts';

const writesOf = (calls: readonly { readonly operation: string }[]): readonly string[] =>
  calls.flatMap(({ operation }) => (/create|edit|delete|bulk|duplicate/i.test(operation) ? operation : []));

test('a changed storeRef creates in the new store, and then deletes in the old one', async () => {
  const scenario = await startAt();
  const before = await heldIn(scenario, 'main');
  await scenario.apply(inStore('spare'));
  const { status } = await untilMoved(scenario, 'spare');
  expect(status?.store).toMatchObject({ name: 'spare', accountId });
  expect(await heldIn(scenario, 'spare')).toMatchObject({
    KEY: { value: 'first', comment: `[k8s test ${scenario.namespace}/app]`, status: 'active' },
  });
  expect(writesOf(await scenario.callLog())).toEqual(['secrets.create', 'secrets.delete']);
  expect((await scenario.callLog()).find(({ operation }) => operation === 'secrets.delete')?.path).toContain(
    before['KEY']?.id,
  );
  const finalizers = async (name: string) => (await scenario.read('SecretsStore', name))?.metadata.finalizers ?? [];
  await scenario.eventually(async () => (await finalizers('main')).length === 0, { until: 'the old store is free' });
  expect(await finalizers('spare')).toEqual([storeFinalizer]);

  await scenario.settle();
  await scenario.clearCalls();
  await scenario.nudge('app');
  await scenario.restartOperator();
  await scenario.settle();
  expect(writesOf(await scenario.callLog())).toEqual([]);
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await heldIn(scenario, 'spare'))['KEY']?.value === 'second', {
    until: 'it follows the Secret',
  });
});

test('a storeRef to another account, with another credential, moves as well', async () => {
  const scenario = await startAt();
  await scenario.apply(inStore('away'));
  expect((await untilMoved(scenario, 'away')).status?.store).toMatchObject({ accountId: otherAccountId });
});

test('what dataFrom finds moves too, though nothing is recorded of it at the new place', async () => {
  const scenario = await startAt({ spec: { data: undefined, dataFrom: { include: ['*'] } } as never });
  await scenario.apply(inStore('spare', { data: undefined, dataFrom: { include: ['*'] } } as never));
  await untilMoved(scenario, 'spare');
  expect(await namesIn(scenario, 'spare')).toEqual(['key']);
});

test('a store object that names another store takes its resources along', async () => {
  const scenario = await startAt();
  await scenario.apply(store({ store: { name: 'spare' } }, 'main'));
  await untilMoved(scenario, 'spare');
});

test('a store object that leads to another account takes its resources along, by the credential that it had', async () => {
  const scenario = await startAt();
  await scenario.apply(store(awaySpec, 'main'));
  await untilMoved(scenario, 'away');
});

test('another store object that leads to the same store is no move', async () => {
  const scenario = await startAt();
  await scenario.apply(store({ store: { name: 'main' } }, 'same'), inStore('same'));
  const { status } = await scenario.untilReady();
  expect(status?.store?.name).toBe('same');
  await scenario.settle();
  expect(writesOf(await scenario.callLog())).toEqual([]);
});

test('the old secret stays until the new one is active, and a way back finds it as it was', async () => {
  const scenario = await startAt();
  const before = await heldIn(scenario, 'main');
  await scenario.admin.settings({ activationDelayMs: 600_000 });
  await scenario.apply(inStore('spare'));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.entries?.some(({ state }) => state === 'Activating') ?? false,
    'has written the new one',
  );
  const { status } = await untilPending(scenario);
  expect(status?.pendingDeletions).toMatchObject([
    { name: 'KEY', secretId: before['KEY']?.id, store: { kind: 'SecretsStore', name: 'main', accountId } },
  ]);
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);

  await scenario.apply(inStore('main'));
  await untilMoved(scenario, 'main');
  expect(await heldIn(scenario, 'main')).toEqual(before);
  expect(writesOf(await scenario.callLog())).toEqual(['secrets.create', 'secrets.delete']);
});

test('several moves in a row leave nothing behind', async () => {
  const scenario = await startAt();
  await scenario.admin.settings({ activationDelayMs: 600_000 });
  await scenario.apply(inStore('away'));
  await untilPending(scenario);
  await scenario.eventually(async () => (await namesIn(scenario, 'away')).length === 1, {
    until: 'it is at the second',
  });
  await scenario.admin.settings({ activationDelayMs: 50 });
  await scenario.apply(inStore('spare'));
  await untilMoved(scenario, 'spare');
});

test('Retain takes our mark off, and leaves the old secret', async () => {
  const scenario = await startAt({ spec: { deletionPolicy: 'Retain' } });
  await scenario.apply(inStore('spare', { deletionPolicy: 'Retain' }));
  const { status } = await scenario.untilReady();
  expect(status).not.toHaveProperty('pendingDeletions');
  expect(await heldIn(scenario, 'main')).toMatchObject({ KEY: { value: 'first' } });
  expect((await heldIn(scenario, 'main'))['KEY']?.comment ?? '').toBe('');
  expect(await namesIn(scenario, 'spare')).toEqual(['KEY']);
});

test('mode Plan shows the move, and Apply makes it', async () => {
  const scenario = await startAt();
  await scenario.apply(inStore('spare', { mode: 'Plan' }));
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.plan !== undefined && found.status.observedGeneration === found.metadata.generation,
    'has a plan',
  );
  expect(status?.plan).toMatchObject({
    summary: '+1 ~0 -1',
    changes: [
      { name: 'KEY', action: 'Delete', why: expect.stringContaining(accountId) },
      { name: 'KEY', action: 'Create' },
    ],
  });
  expect(status?.store?.name).toBe('main');
  expect(writesOf(await scenario.callLog())).toEqual([]);
  await scenario.apply(inStore('spare'));
  await untilMoved(scenario, 'spare');
});

test('a resource with nothing at Cloudflare has nothing to move', async () => {
  const scenario = await startAt();
  await scenario.apply(resource({ storeRef: { name: 'nowhere' } }, 'other'));
  await scenario.untilFailing('StoreNotFound', 'other');
  await scenario.apply(resource({ storeRef: { name: 'spare' } }, 'other'));
  const { status } = await scenario.untilReady('other');
  expect(status).not.toHaveProperty('pendingDeletions');
});
