import { expect, test } from 'vitest';
import type { FaultAction } from '../../../src/emulator/faults.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced, untilRateLimited } from './synced.ts';

const app = [credentialSecret(), store(), sourceSecret({ key: 'value' }), resource()] as const;

const reads = ['tokens.verifyUser', 'stores.list', 'quota.get', 'secrets.list'];
const actions: readonly (readonly [what: string, action: FaultAction])[] = [
  ['an HTTP 503', { kind: 'status', status: 503 }],
  ['a page of HTML', { kind: 'status', status: 502, html: '<h1>Bad gateway</h1>' }],
  ['a reset connection', { kind: 'reset', when: 'before' }],
  ['a reset connection after the work is done', { kind: 'reset', when: 'after' }],
];

test.each(
  [...reads, 'secrets.create'].flatMap((operation) =>
    actions.map(([what, action]) => [operation, what, action] as const),
  ),
)('%s survives %s, and nothing is lost or doubled', async (operation, _what, action) => {
  const scenario = await startScenario();
  await scenario.admin.inject({ operation, times: 1, action });
  await scenario.apply(...app);
  await scenario.untilReady();
  expect((await scenario.admin.faults()).map(({ fired }) => fired)).toEqual([1]);
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'value', status: 'active' } });
  expect(Object.keys(await scenario.remote())).toHaveLength(1);
});

test.each(actions)('a change survives %s', async (_what, action) => {
  const scenario = await startSynced();
  await scenario.admin.inject({ operation: 'secrets.edit', times: 1, action });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(
    async () => (await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries?.[0]?.state === 'Synced',
    { until: 'the entry is synced' },
  );
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
  await scenario.untilReady();
});

test.each(actions)('a deletion survives %s', async (_what, action) => {
  const scenario = await startSynced();
  await scenario.admin.inject({ operation: 'secrets.delete', times: 1, action });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});

test('while Cloudflare does not answer, the resource says so, is not stalled, and goes on by itself', async () => {
  const scenario = await startScenario();
  await scenario.admin.inject({ operation: 'secrets.create', action: { kind: 'status', status: 503 } });
  await scenario.apply(...app);
  const { status } = await scenario.untilFailing('CloudflareUnavailable');
  expect(status?.conditions).toMatchObject([
    { message: expect.stringMatching(/create secret "KEY" in store .*did not answer as it should.*HTTP 503/) },
    { type: 'Reconciling', status: 'True' },
    { type: 'Stalled', status: 'False' },
  ]);
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Retrying' }]);
  // The same failure again is no news.
  await scenario.eventually(async () => ((await scenario.calls())['secrets.create'] ?? 0) >= 2, {
    until: 'it was retried',
  });
  await scenario.clearCalls();
  await scenario.eventually(async () => (await scenario.calls())['secrets.create'], { until: 'it was retried again' });
  expect(await scenario.kubeRequests()).not.toHaveProperty('patch secretsstoresecrets/status');
  await scenario.admin.clearFaults();
  await scenario.untilReady();
});

test('a rate limit is waited for as long as Cloudflare says', async () => {
  const scenario = await startSynced();
  await scenario.admin.inject({
    operation: 'secrets.edit',
    times: 1,
    action: { kind: 'rateLimited', retryAfterSeconds: 2 },
  });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilRateLimited(scenario);
  await scenario.untilReady();
  const edits = (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.edit');
  expect(edits.map(({ status }) => status)).toEqual([429, 200]);
  const [refused, accepted] = edits.map(({ at }) => Date.parse(at));
  expect((accepted ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test('a place that somebody else took in the meantime is said as a full account', async () => {
  const scenario = await startSynced();
  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 1 }] });
  await scenario.apply(resource({ data: [{ name: 'SECOND', key: 'key' }] }, 'second'));
  const { status } = await scenario.untilFailing('QuotaExceeded', 'second');
  expect(status?.entries?.[0]?.message).toMatch(/"SECOND".*no place left.*quota raised/);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilReady('second');
});
