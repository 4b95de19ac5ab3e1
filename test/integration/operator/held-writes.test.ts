import { expect, test } from 'vitest';
import { seriesOf } from '../../metrics/scraped.ts';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import {
  accountId,
  credentialSecret,
  resource,
  sourceSecret,
  store,
  storeName,
  token,
} from '../../support/sample-objects.ts';
import { expectAllThere, numbered, prepareMany, untilAllReady } from './many-resources.ts';

const untilHeld = async (scenario: Scenario): Promise<void> =>
  void (await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'a write is held',
  }));

test.each(['before', 'after'] as const)(
  'SIGTERM while fifty creates are held ends the operator, and the next one neither loses nor doubles one (held %s the work)',
  async (when) => {
    const fifty = numbered(50);
    const scenario = await prepareMany(fifty);
    await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'hang', when } });
    const operator = await startOperatorProcess(scenario);
    await untilHeld(scenario);
    expect(await operator.stop('SIGTERM')).toBe(0);
    expect(operator.lines().at(-1)).toContain('"msg":"stopped"');
    await scenario.restartOperator();
    await untilAllReady(scenario, fifty);
    await expectAllThere(scenario, fifty);
  },
);

/** Two stores of two accounts, an operator with a single worker, and a call about the first one that gets no answer. */
async function startTwoStores() {
  const account = { accountId: 'fedcba9876543210fedcba9876543210', token: 'other-token' };
  const scenario = await startScenario({
    settings: { workers: 1 },
    emulator: {
      accounts: [
        { id: accountId, tokens: [token] },
        { id: account.accountId, tokens: [account.token] },
      ],
    },
  });
  const auth = { apiToken: { secretRef: { name: 'other', key: 'token' } } };
  await scenario.apply(credentialSecret(), sourceSecret({ token: account.token }, 'other'));
  await scenario.apply(store(), store({ accountId: account.accountId, auth }, 'other'));
  await scenario.apply(sourceSecret({ key: 'value' }));
  return { ...scenario, otherSecrets: async () => scenario.admin.secrets(account.accountId, storeName) };
}

const toOther = { storeRef: { name: 'other' } };

test('a Cloudflare that does not answer for one store holds up no other, be it with a single worker', async () => {
  const scenario = await startTwoStores();
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'hang', when: 'before' } });
  await scenario.apply(resource({}, 'held'));
  await untilHeld(scenario);

  await scenario.apply(resource(toOther, 'first'));
  await scenario.untilReady('first');
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.otherSecrets()).find(({ value }) => value === 'second'), {
    until: 'a change is pushed as well',
  });
  expect(await scenario.remote()).toEqual({});
  expect((await scenario.read('SecretsStoreSecret', 'held'))?.status?.entries).toBeUndefined();
});

test('a listing that does not come for one store holds up no other either', async () => {
  const scenario = await startTwoStores();
  await scenario.apply(resource({}, 'held'));
  await scenario.untilReady('held');
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' }, { name: 'other' });
  await scenario.settle('held');
  await scenario.admin.inject({ operation: 'secrets.list', times: 1, action: { kind: 'hang' } });
  await scenario.annotate('SecretsStoreSecret', 'held', { 'secretsstore.dev/sync-now': '1' });
  await untilHeld(scenario);

  await scenario.apply(resource(toOther, 'first'));
  await scenario.eventually(async () => (await scenario.otherSecrets()).length === 1, {
    until: 'it is pushed, before the listing is given up',
  });
});

test('a resource for which a store that does not answer has no place is shown as deferred, until it is gone', async () => {
  const scenario = await prepareMany(numbered(185));
  await scenario.admin.inject({ operation: 'secrets.create', action: { kind: 'hang', when: 'before' } });
  const operator = await startOperatorProcess(scenario);
  const untilDeferred = async (count: number): Promise<void> =>
    void (await scenario.eventually(
      async () => {
        const keys = seriesOf(await operator.scrape(), 'queue_keys');
        return keys['queue="Resources",state="Deferred"'] === count && keys['queue="Stores",state="Deferred"'] === 0;
      },
      { until: `${count} are deferred`, explain: operator.scrape },
    ));
  const withoutFinalizer = async () =>
    (await scenario.list('SecretsStoreSecret')).filter(({ metadata }) => !metadata.finalizers?.length);

  // Of 200 places for those that read and write, 20 are kept for changes; what a first list tells is none.
  await untilDeferred(5);
  const deferred = await scenario.eventually(
    async () => {
      const found = await withoutFinalizer();
      return found.length === 5 && found;
    },
    { until: 'all others hold the finalizer' },
  );
  for (const { metadata } of deferred) await scenario.remove('SecretsStoreSecret', metadata.name);
  await untilDeferred(0);
});
