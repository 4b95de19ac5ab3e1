import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../../src/emulator/faults.ts';
import { atMost } from '../../support/at-most.ts';
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

const badAnswers: readonly (readonly [what: string, action: FaultAction])[] = [
  ['a page of a firewall', { kind: 'status', status: 403, html: '<title>Attention Required! | Cloudflare</title>' }],
  ['an answer that is cut off', { kind: 'truncate' }],
  ['an answer of 40 MB', { kind: 'giant', bytes: 40_000_000 }],
  ['JSON of another shape', { kind: 'status', status: 200, body: { success: true, result: { items: 'none' } } }],
  ['what is no JSON', { kind: 'status', status: 200, text: '{"success":true,"result":[' }],
];

describe('each kind of call meets, once,', () => {
  test.each(badAnswers)('%s: all is done in the end, by a bounded number of calls', async (_what, action) => {
    const scenario = await startScenario();
    // What says of a deletion that it was done is believed, whatever it looks like.
    const operations = [
      'tokens.verifyUser',
      'stores.list',
      'quota.get',
      'secrets.list',
      'secrets.create',
      'secrets.edit',
    ];
    for (const operation of operations) await scenario.admin.inject({ operation, nth: 1, action });
    await throughItsLife(scenario);
    const {
      'secrets.create': creates = 0,
      'secrets.edit': edits = 0,
      'secrets.delete': deletions = 0,
    } = await scenario.calls();
    expect(Math.max(creates, edits, deletions)).toBeLessThanOrEqual(6);
  });
});

test('after a 429 that does not say for how long, nothing is sent for a whole window, and the resource says so', async () => {
  const scenario = await startSynced();
  await scenario.admin.inject({ operation: 'secrets.edit', nth: 1, action: { kind: 'status', status: 429 } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.entries?.[0]?.reason === 'RateLimited',
    'says RateLimited',
  );
  await scenario.nudge('app');
  await atMost(async () => (await scenario.callLog()).length, { what: 'calls', times: 1, withinMs: 2_000 });
  // Five minutes on, or by an operator that knows nothing of it:
  await scenario.restartOperator();
  await untilValue(scenario, 'second');
  await scenario.untilReady();
});

test('each call of a life fails once, one after another, and every time all is done in the end', async () => {
  const undisturbed = await startScenario();
  await throughItsLife(undisturbed);
  const count = Math.min((await undisturbed.callLog()).length, 12);
  expect(count).toBeGreaterThan(5);
  await undisturbed.stopOperator();
  const scenario = await startScenario();
  for (let nth = 1; nth <= count; nth += 1) {
    await scenario.admin.clearFaults();
    await scenario.admin.inject({ operation: '*', nth, action: { kind: 'status', status: 503 } });
    await throughItsLife(scenario);
    await scenario.remove('SecretsStore', 'default');
    await scenario.eventually(async () => (await scenario.read('SecretsStore', 'default')) === undefined, {
      until: 'the store object is gone',
    });
  }
}, 180_000);

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
