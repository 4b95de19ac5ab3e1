import { expect, test } from 'vitest';
import { resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const suspended = (status: { readonly conditions?: readonly { readonly reason: string }[] } | undefined): boolean =>
  status?.conditions?.some(({ reason }) => reason === 'Suspended') === true;

test('a suspended resource writes nothing, and makes it good when it goes on', async () => {
  const scenario = await startSynced();
  await scenario.apply(resource({ suspend: true }));
  await scenario.untilResource('app', ({ status }) => suspended(status), 'says Suspended');
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.nudge('app');
  const { status } = await scenario.untilReady();
  expect(status?.conditions).toMatchObject([
    { type: 'Ready', status: 'True' },
    { type: 'Reconciling', status: 'False', reason: 'Suspended', message: expect.stringContaining('spec.suspend') },
    { type: 'Stalled', status: 'False' },
  ]);
  expect(await scenario.calls()).toEqual({});

  await scenario.apply(resource());
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
  await scenario.untilReady();
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});

test('a suspended store lets no resource write, and its resources go on with it', async () => {
  const scenario = await startSynced();
  await scenario.apply(store({ suspend: true }));
  await scenario.untilResource('app', ({ status }) => suspended(status), 'says Suspended');
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.nudge('app');
  expect((await scenario.remote())['KEY']?.value).toBe('first');
  await scenario.apply(store());
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
});

test('the deletion of a suspended resource waits until it goes on', async () => {
  const scenario = await startSynced({ spec: { suspend: false } });
  await scenario.apply(resource({ suspend: true }));
  await scenario.untilResource('app', ({ status }) => suspended(status), 'says Suspended');
  await scenario.remove('SecretsStoreSecret', 'app');
  const { status } = await scenario.untilResource(
    'app',
    ({ status }) => status?.conditions?.some(({ message }) => message.startsWith('Nothing is deleted')) === true,
    'says that nothing is deleted',
  );
  expect(status?.entries).toMatchObject([{ name: 'KEY', secretId: expect.any(String) }]);
  // What hangs is not shown as if all were well.
  expect(status?.conditions?.[0]).toMatchObject({ type: 'Ready', status: 'False', reason: 'Suspended' });
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
  await scenario.patch('SecretsStoreSecret', 'app', { spec: { suspend: null } });
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});
