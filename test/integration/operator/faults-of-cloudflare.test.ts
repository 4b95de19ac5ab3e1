import { expect, test } from 'vitest';
import type { FaultAction } from '../../../src/emulator/faults.ts';
import { expected } from '../../support/emulator-behaviour.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

/** Looked at every five seconds, so that what waits for the next listing does not keep a test waiting. */
const app = [
  credentialSecret(),
  store({ resyncPeriodSeconds: 5 }),
  sourceSecret({ key: 'first' }),
  resource(),
] as const;

const untilValue = async (scenario: Scenario, value: string): Promise<void> =>
  void (await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === value, {
    until: `KEY is "${value}"`,
    explain: async () => JSON.stringify(await scenario.calls()),
  }));

/** A secret is created, changed and deleted; whatever was in the way, all of it happens. */
async function throughItsLife(scenario: Scenario): Promise<void> {
  await scenario.apply(...app);
  await scenario.untilReady();
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilValue(scenario, 'second');
  await scenario.untilReady();
  await scenario.untilTold();
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
}

/** Of a life without a fault: the credential, the store, the quota, the listing, and the writes. */
const fewestCalls = 7;

/** Where reads lag, a life has twenty calls and more, most of them listings, and takes its time: every third one has to do there. */
const step = expected({ default: 1, worstCase: 3 });

/** Nine without a fault, and twelve with one, where nothing lags. */
const mostCalls = expected({ default: 18, worstCase: 80 });

test.each<readonly [what: string, action: FaultAction]>([
  ['an HTTP 503', { kind: 'status', status: 503 }],
  ['a reset connection', { kind: 'reset', when: 'before' }],
  ['a reset connection after the work is done', { kind: 'reset', when: 'after' }],
])(
  'each call of a life meets %s, one after another, and every time all is done in the end',
  async (_what, action) => {
    const scenario = await startScenario();
    // Until a life is over before its nth call: then each of the others has failed once.
    for (let nth = 1, isMet = true; isMet; nth += step) {
      await scenario.clearCalls();
      await scenario.admin.clearFaults();
      await scenario.admin.inject({ operation: '*', nth, action });
      await throughItsLife(scenario);
      const calls = await scenario.callLog();
      expect(calls.length).toBeLessThanOrEqual(mostCalls);
      isMet = (await scenario.admin.faults()).some(({ fired }) => fired === 1);
      expect(isMet || nth > fewestCalls, `call no. ${nth} of ${calls.length} is met`).toBe(true);
      await scenario.remove('SecretsStore', 'default');
      await scenario.eventually(async () => (await scenario.read('SecretsStore', 'default')) === undefined, {
        until: 'the store object is gone',
      });
    }
  },
  300_000,
);

test('three of ten calls fail, and ten resources come, change and go all the same', async () => {
  const scenario = await startScenario();
  const names = Array.from({ length: 10 }, (_, index) => `app-${index}`);
  await scenario.admin.inject({ operation: '*', share: 0.15, action: { kind: 'status', status: 503 } });
  await scenario.admin.inject({ operation: '*', share: 0.15, action: { kind: 'reset', when: 'after' } });
  await scenario.apply(credentialSecret(), store({ resyncPeriodSeconds: 5 }), sourceSecret({ key: 'first' }));
  for (const name of names) await scenario.apply(resource({ data: [{ name: name.toUpperCase(), key: 'key' }] }, name));
  for (const name of names) await scenario.untilReady(name);
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(
    async () => Object.values(await scenario.remote()).every(({ value }) => value === 'second'),
    { until: 'all follow' },
  );
  expect(Object.keys(await scenario.remote())).toHaveLength(10);
  for (const name of names) await scenario.remove('SecretsStoreSecret', name);
  for (const name of names) await scenario.untilGone(name);
  expect(await scenario.remote()).toEqual({});
  expect((await scenario.callLog()).length).toBeLessThan(400);
}, 120_000);

test.each([
  ['behind ours', -5],
  ['ahead of ours', 5],
])("Cloudflare's clock is hours %s, and nobody takes that for a change by others", async (_what, hours) => {
  const scenario = await startScenario({ emulator: { now: () => Date.now() + hours * 3_600_000 } });
  await scenario.apply(...app);
  await scenario.untilReady();
  await scenario.settle();
  await scenario.clearCalls();
  await scenario.eventually(async () => ((await scenario.calls())['secrets.list'] ?? 0) >= 2, {
    until: 'it is listed twice',
  });
  await scenario.settle();
  expect(
    Object.keys(await scenario.calls()).filter((operation) => !['secrets.list', 'quota.get'].includes(operation)),
  ).toEqual([]);
  await scenario.apply(resource({ data: [{ name: 'NEW', key: 'key', formerName: 'KEY' }] }));
  await scenario.eventually(async () => Object.keys(await scenario.remote()).join() === 'NEW', {
    until: 'it is renamed',
  });
  await scenario.untilReady();
});

test('a quota below what is used stops creates alone, says so, and ends when it is raised', async () => {
  const scenario = await startSynced();
  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 0 }] });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilValue(scenario, 'second');
  await scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other'));
  await scenario.untilFailing('QuotaExceeded', 'other');
  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 10 }] });
  await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: 301 } });
  await scenario.untilReady('other');
  await scenario.untilReady();
});

test('a store that somebody deletes and makes anew is found, and filled again', async () => {
  const scenario = await startSynced();
  const headers = { authorization: 'Bearer sample-token', 'content-type': 'application/json' };
  const stores = `${scenario.baseUrl}/accounts/${accountId}/secrets_store/stores`;
  const [found] = await scenario.admin.stores(accountId);
  const secret = (await scenario.remote())['KEY'];
  expect((await fetch(`${stores}/${found?.id}/secrets/${secret?.id}`, { method: 'DELETE', headers })).ok).toBe(true);
  expect((await fetch(`${stores}/${found?.id}`, { method: 'DELETE', headers })).ok).toBe(true);
  await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: 301 } });
  await scenario.untilStore({ status: 'False', reason: 'RemoteStoreNotFound' });
  await scenario.untilFailing('StoreNotReady');
  const made = await fetch(stores, { method: 'POST', headers, body: JSON.stringify({ name: storeName }) });
  expect(made.ok).toBe(true);
  await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: 302 } });
  await scenario.untilReady();
  await untilValue(scenario, 'first');
});
