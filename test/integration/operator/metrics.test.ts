import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { seriesOf } from '../../metrics/scraped.ts';

/** What must not be seen anywhere: neither values nor names of what is pushed. */
const canary = (what: string): string => `${what}${randomBytes(9).toString('hex')}`;
const names = ['FIRST', 'SECOND', 'THIRD'].map(canary);
const [first = '', second = '', third = ''] = names;
const values = ['one', 'two', 'three', 'rotated'].map(canary);
const [one = '', two = '', three = '', rotated = ''] = values;
const resourceName = canary('app-');

test('the metrics tell of a first sync, a rotation and a 429, and name nothing that is pushed', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  const operator = await startOperatorProcess(scenario);
  const read = async (name: string) => seriesOf(await operator.scrape(), name);
  const data = names.map((name) => ({ name, key: name }));
  await scenario.apply(credentialSecret(), store());
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.apply(sourceSecret({ [first]: one, [second]: two, [third]: three }), resource({ data }, resourceName));
  await scenario.untilReady(resourceName);
  expect(await read('secret_writes_total')).toMatchObject({ 'action="Create"': 3, 'action="Patch"': 0 });
  expect(await read('sync_latency_seconds_count')).toEqual({ '': 1 });
  expect(await read('cloudflare_batch_size_sum')).toEqual({ 'operation="secrets.create"': 3 });

  await scenario.admin.inject({
    operation: 'secrets.edit',
    times: 1,
    action: { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  });
  await scenario.apply(sourceSecret({ [first]: rotated, [second]: two, [third]: three }));
  await scenario.eventually(async () => (await scenario.remote())[first]?.value === rotated, {
    until: 'it is rotated',
  });
  await scenario.untilReady(resourceName);
  await scenario.eventually(async () => (await read('sync_latency_seconds_count'))[''] === 2, { until: 'it is told' });

  expect(await read('secret_writes_total')).toMatchObject({ 'action="Create"': 3, 'action="Patch"': 1 });
  expect(await read('cloudflare_calls_total')).toMatchObject({
    'operation="secrets.create",outcome="Success"': 1,
    'operation="secrets.edit",outcome="RateLimited"': 1,
    'operation="secrets.edit",outcome="Success"': 1,
  });
  // Longer than the wait that the 429 asked for.
  expect((await read('sync_latency_seconds_sum'))['']).toBeGreaterThan(1);
  expect(await read('entries')).toEqual({ 'state="Synced",reason=""': 3 });
  const ofStore = `store_kind="SecretsStore",store_namespace="${scenario.namespace}",store_name="default"`;
  expect(await read('store_ready')).toEqual({ [ofStore]: 1 });
  expect(await read('store_quota_used')).toEqual({ [ofStore]: 3 });
  expect(await read('store_quota_limit')).toEqual({ [ofStore]: 100 });
  expect((await read('reconciles_total'))['kind="SecretsStoreSecret",result="Done"']).toBeGreaterThan(0);
  expect(Object.keys(await read('cloudflare_rate_limit_remaining_requests'))).toEqual(['credential="ApiToken"']);
  expect(await read('watch_missed_changes_total')).toMatchObject({ 'kind="Secret"': 0 });

  await scenario.remove('SecretsStoreSecret', resourceName);
  await scenario.untilGone(resourceName);
  expect(await read('secret_writes_total')).toMatchObject({ 'action="Delete"': 3 });
  expect(await read('finalizers_released_total')).toMatchObject({ 'cause="Deleted"': 1, 'cause="Abandoned"': 0 });
  expect(await read('entries')).toEqual({});
  const text = await operator.scrape();
  expect([...names, ...values, resourceName].filter((hidden) => text.includes(hidden))).toEqual([]);
});
