import { expect, test } from 'vitest';
import type { Settings } from '../../../src/sync/context.ts';
import { accountId, credentialSecret, sourceSecret, store } from '../../support/sample-objects.ts';
import { startScenario } from '../../support/operator-harness.ts';
import {
  awayCredential,
  awaySpec,
  heldIn,
  inStore,
  main,
  namesIn,
  otherToken,
  startAt,
  untilMoved,
  untilPending,
} from './moving.ts';

const release = { 'secretsstore.dev/release': 'true' };

/** "app" has moved from "away" to "spare", and no operator knows the credential by which it was there. */
async function startCutOff(settings: Partial<Settings> = {}) {
  const scenario = await startAt({ at: 'away', settings });
  await scenario.stopOperator();
  await scenario.remove('Secret', 'away');
  await scenario.apply(inStore('spare'));
  await scenario.restartOperator();
  await untilPending(scenario, 'OldStoreNotReady');
  return scenario;
}

test('without a credential for the old store the new one is used, and status says what is still to go until it is back', async () => {
  const scenario = await startCutOff();
  const { status } = await scenario.untilFailing('OldStoreNotReady');
  expect(status?.conditions).toMatchObject([
    {
      type: 'Ready',
      message: expect.stringMatching(/SecretsStore "away" cannot be used \(CredentialNotFound\).*release/),
    },
    { type: 'Reconciling', status: 'True' },
    { type: 'Stalled', status: 'False' },
  ]);
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Synced' }]);
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await heldIn(scenario, 'spare'))['KEY']?.value === 'second', {
    until: 'it is pushed',
  });

  await scenario.untilTold('app', 'spare');
  await scenario.settle();
  await scenario.clearCalls();
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.kubeRequests()).not.toHaveProperty('patch secretsstoresecrets/status');
  await scenario.apply(awayCredential);
  await untilMoved(scenario, 'spare');
});

test('an annotation lets go of what cannot be reached, and a warning names it', async () => {
  const scenario = await startCutOff();
  await scenario.annotate('SecretsStoreSecret', 'app', release);
  const { status } = await scenario.untilReady();
  expect(status).not.toHaveProperty('pendingDeletions');
  expect(await namesIn(scenario, 'away')).toEqual(['KEY']);
  const event = (await scenario.list('Event')).find(({ reason }) => reason === 'Released');
  expect(event?.note).toContain('KEY (in store');
});

test('another store object for the same account is a way as well, when the old one is gone', async () => {
  const scenario = await startCutOff();
  await scenario.annotate('SecretsStore', 'away', release);
  await scenario.remove('SecretsStore', 'away');
  await scenario.eventually(async () => (await scenario.read('SecretsStore', 'away')) === undefined, {
    until: 'it is gone',
  });
  await scenario.apply(sourceSecret({ token: otherToken }, 'any'));
  await scenario.apply(store({ ...awaySpec, auth: { apiToken: { secretRef: { name: 'any', key: 'token' } } } }, 'any'));
  await untilMoved(scenario, 'spare');
});

test('a store object that leads to another account, and knows the old one no longer, says so', async () => {
  const scenario = await startAt();
  await scenario.stopOperator();
  await scenario.apply(store(awaySpec, 'main'));
  await scenario.restartOperator();
  // The other store objects of the old account are a way; without them there is none.
  await untilMoved(scenario, 'away');

  const alone = await startScenario({
    emulator: {
      accounts: [
        { id: accountId, tokens: ['sample-token'], stores: ['main'] },
        { id: awaySpec.accountId, tokens: [otherToken], stores: ['away'] },
      ],
    },
  });
  await alone.apply(credentialSecret(), awayCredential, main, sourceSecret({ key: 'first' }), inStore('main'));
  await alone.untilReady();
  await alone.stopOperator();
  await alone.apply(store(awaySpec, 'main'));
  await alone.restartOperator();
  const { status } = await alone.untilFailing('OldStoreNotReady');
  expect(status?.conditions?.[0]?.message).toContain('SecretsStore "main" leads to another account now');
});

test('the old store object stays until nothing of the move is left there', async () => {
  const scenario = await startAt();
  await scenario.admin.settings({ activationDelayMs: 600_000 });
  await scenario.apply(inStore('spare'));
  await untilPending(scenario);
  await scenario.remove('SecretsStore', 'main');
  const { status } = await scenario.untilStore({ status: 'False', reason: 'Deleting' }, { name: 'main' });
  expect(status?.conditions?.[0]?.message).toContain(`${scenario.namespace}/app`);
  await scenario.restartOperator();
  await scenario.admin.settings({ activationDelayMs: 50 });
  await scenario.nudge('app');
  await untilMoved(scenario, 'spare');
  await scenario.eventually(async () => (await scenario.read('SecretsStore', 'main')) === undefined, {
    until: 'it is gone',
  });
});

test('a suspended old store keeps what is in it until it is resumed', async () => {
  const scenario = await startAt();
  await scenario.patch('SecretsStore', 'main', { spec: { suspend: true } });
  await scenario.apply(inStore('spare'));
  await untilPending(scenario, 'Suspended');
  expect(await namesIn(scenario, 'main')).toEqual(['KEY']);
  await scenario.patch('SecretsStore', 'main', { spec: { suspend: null } });
  await untilMoved(scenario, 'spare');
});

test('a resource that is deleted in the middle of a move leaves nothing in either store', async () => {
  const scenario = await startAt();
  await scenario.admin.settings({ activationDelayMs: 600_000 });
  await scenario.apply(inStore('spare'));
  await scenario.eventually(async () => (await namesIn(scenario, 'spare')).length === 1, {
    until: 'the new one is there',
  });
  await untilPending(scenario);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect([await namesIn(scenario, 'main'), await namesIn(scenario, 'spare')]).toEqual([[], []]);
});

test('a resource with Retain that is deleted in the middle of a move leaves no mark in either store', async () => {
  const retain = { deletionPolicy: 'Retain' } as const;
  const scenario = await startAt({ spec: retain });
  await scenario.admin.settings({ activationDelayMs: 600_000 });
  await scenario.apply(inStore('spare', retain));
  await untilPending(scenario);
  await scenario.untilResource('app', ({ status }) => status?.entries?.[0]?.secretId !== undefined, 'has written');
  await scenario.remove('SecretsStoreSecret', 'app');
  const marks = async () =>
    [await heldIn(scenario, 'main'), await heldIn(scenario, 'spare')].map((held) => held['KEY']?.comment ?? '');
  await scenario.eventually(async () => (await marks()).join('') === '', { until: 'both marks are off' });
});

test('a resource that is deleted before its move is recorded is deleted where it is', async () => {
  const scenario = await startAt();
  await scenario.stopOperator();
  await scenario.apply(inStore('away'));
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.restartOperator();
  await scenario.untilGone();
  expect([await namesIn(scenario, 'main'), await namesIn(scenario, 'away')]).toEqual([[], []]);
});

test('a deletion that cannot reach the old store is given up at its deadline, and a warning names what stays', async () => {
  const scenario = await startCutOff({ finalizerDeadlineMs: 3_000 });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await namesIn(scenario, 'spare')).toEqual([]);
  const event = (await scenario.list('Event')).find(({ reason }) => reason === 'DeletionAbandoned');
  expect(event?.note).toContain('KEY (in store');
});
