import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createPrometheus } from '../../src/metrics/prometheus.ts';
import type { Tally } from '../../src/core/tally.ts';
import { scraped, seriesOf } from './scraped.ts';
import { standing } from './standing.ts';

function bench() {
  let nowMs = 1_000;
  const prometheus = createPrometheus({ version: '1.2.3', nowMs: () => nowMs });
  const read = async (name: string) => seriesOf(await prometheus.render(), name);
  return { ...prometheus, read, pass: (ms: number) => void (nowMs += ms) };
}

const nothing = { Create: 0, Duplicate: 0, Patch: 0, Release: 0, Delete: 0 };

const tally = (parts: Partial<Tally> = {}): Tally => ({
  writes: nothing,
  driftCorrections: 0,
  adoptions: 0,
  conflicts: 0,
  progress: 'Unneeded',
  ...parts,
});

describe('what happens', () => {
  test('passes are counted by kind and result, and timed by kind', async () => {
    const { metrics, read } = bench();
    metrics.passEnded({ kind: 'SecretsStoreSecret', result: 'Done', tookMs: 20 });
    metrics.passEnded({ kind: 'SecretsStoreSecret', result: 'Backoff', tookMs: 3_000 });
    metrics.passEnded({ kind: 'SecretsStore', result: 'RetryAfter', tookMs: 5 });
    expect(await read('reconciles_total')).toEqual({
      'kind="SecretsStoreSecret",result="Bug"': 0,
      'kind="SecretsStore",result="Bug"': 0,
      'kind="ClusterSecretsStore",result="Bug"': 0,
      'kind="SecretsStoreSecret",result="Done"': 1,
      'kind="SecretsStoreSecret",result="Backoff"': 1,
      'kind="SecretsStore",result="RetryAfter"': 1,
    });
    expect(await read('reconcile_duration_seconds_sum')).toEqual({
      'kind="SecretsStoreSecret"': 3.02,
      'kind="SecretsStore"': 0.005,
    });
  });

  test('writes, corrections, adoptions and conflicts add up', async () => {
    const { metrics, read } = bench();
    metrics.pushed('shop/a', tally({ writes: { ...nothing, Create: 2, Patch: 1, Delete: 3 }, driftCorrections: 1 }));
    metrics.pushed('shop/b', tally({ writes: { ...nothing, Create: 1 }, adoptions: 2, conflicts: 4 }));
    expect(await read('secret_writes_total')).toEqual({
      'action="Create"': 3,
      'action="Duplicate"': 0,
      'action="Patch"': 1,
      'action="Release"': 0,
      'action="Delete"': 3,
    });
    expect([
      await read('drift_corrections_total'),
      await read('adoptions_total'),
      await read('conflicts_total'),
    ]).toEqual([{ '': 1 }, { '': 2 }, { '': 4 }]);
  });

  test('a change is timed from when it was seen until it is confirmed, the tries between included', async () => {
    const { metrics, read, pass } = bench();
    metrics.changeSeen('shop/a');
    pass(400);
    metrics.pushed('shop/a', tally({ progress: 'Pending' }));
    pass(600);
    metrics.pushed('shop/a', tally({ progress: 'Confirmed' }));
    expect([await read('sync_latency_seconds_sum'), await read('sync_latency_seconds_count')]).toEqual([
      { '': 1 },
      { '': 1 },
    ]);
  });

  test('what no change has led to, or what needed no write, or is gone, is not timed', async () => {
    const { metrics, read, pass } = bench();
    metrics.pushed('shop/a', tally({ progress: 'Confirmed' }));
    metrics.changeSeen('shop/b');
    metrics.pushed('shop/b', tally());
    metrics.changeSeen('shop/c');
    metrics.resourceGone('shop/c');
    pass(1_000);
    for (const resource of ['shop/b', 'shop/c']) metrics.pushed(resource, tally({ progress: 'Confirmed' }));
    expect(await read('sync_latency_seconds_count')).toEqual({ '': 0 });
  });

  test('finalizers are counted by why they went', async () => {
    const { metrics, read } = bench();
    metrics.finalizerReleased('Abandoned');
    expect(await read('finalizers_released_total')).toEqual({
      'cause="Deleted"': 0,
      'cause="Abandoned"': 1,
      'cause="Released"': 0,
      'cause="Unneeded"': 0,
    });
  });

  test('orphans that were deleted add up', async () => {
    const { metrics, read } = bench();
    metrics.orphansDeleted(2);
    metrics.orphansDeleted(1);
    expect(await read('orphans_deleted_total')).toEqual({ '': 3 });
  });

  test('calls are counted and timed, with what they waited and for how many secrets they were', async () => {
    const { called, read } = bench();
    called({ operation: 'secrets.create', outcome: 'Success', waitedMs: 500, tookMs: 100, secrets: 40 });
    called({ operation: 'secrets.list', outcome: 'RateLimited', waitedMs: 1_000, tookMs: 50 });
    expect(await read('cloudflare_calls_total')).toEqual({
      'operation="secrets.create",outcome="Success"': 1,
      'operation="secrets.list",outcome="RateLimited"': 1,
    });
    expect(await read('cloudflare_call_duration_seconds_count')).toEqual({
      'operation="secrets.create"': 1,
      'operation="secrets.list"': 1,
    });
    expect(await read('cloudflare_batch_size_sum')).toEqual({ 'operation="secrets.create"': 40 });
    expect(await read('cloudflare_wait_seconds_total')).toEqual({ '': 1.5 });
  });
});

describe('how things stand', () => {
  test('is not known before there is an operator, and no scrape fails for that', async () => {
    const { read } = bench();
    expect(await read('queue_keys')).toEqual({});
    expect(await read('cloudflare_calls_waiting')).toEqual({ 'lane="Change"': 0, 'lane="Resync"': 0 });
  });

  test('is looked at anew at each scrape, and what is gone does not stay', async () => {
    const { show, read } = bench();
    let entries = standing().entries();
    show(standing({ entries: () => entries }));
    expect(await read('entries')).toEqual({
      'state="Synced",reason=""': 5,
      'state="Failed",reason="Conflict"': 1,
    });
    entries = [{ state: 'Synced', reason: '', count: 6 }];
    expect(await read('entries')).toEqual({ 'state="Synced",reason=""': 6 });
  });

  test('queues show their keys and the age of the oldest', async () => {
    const { show, read } = bench();
    show(standing());
    expect(await read('queue_keys')).toMatchObject({
      'queue="Resources",state="Waiting"': 3,
      'queue="Resources",state="Active"': 2,
      'queue="Resources",state="Delayed"': 1,
      'queue="Resources",state="Deferred"': 4,
    });
    expect(await read('queue_oldest_key_age_seconds')).toEqual({ 'queue="Resources"': 1.5, 'queue="Stores"': 0 });
  });

  test('what watches have counted is shown as it is, however often it is asked for', async () => {
    const { show, read } = bench();
    show(standing());
    for (const name of ['watch_restarts_total', 'watch_failures_total', 'watch_missed_changes_total']) await read(name);
    expect(await read('watch_restarts_total')).toEqual({ 'kind="Secret"': 4 });
    expect(await read('watch_failures_total')).toEqual({ 'kind="Secret"': 3 });
    expect(await read('watch_missed_changes_total')).toEqual({ 'kind="Secret"': 1 });
    expect(await read('watch_silence_seconds')).toEqual({ 'kind="Secret"': 2.5 });
  });

  test('a store shows what is known of it', async () => {
    const { show, read } = bench();
    show(standing());
    const own = 'store_kind="SecretsStore",store_namespace="shop",store_name="default"';
    const shared = 'store_kind="ClusterSecretsStore",store_namespace="",store_name="shared"';
    expect(await read('store_ready')).toEqual({ [own]: 1, [shared]: 0 });
    expect(await read('store_quota_used')).toEqual({ [own]: 7 });
    expect(await read('store_quota_limit')).toEqual({ [own]: 100 });
    expect(await read('store_orphans')).toEqual({ [own]: 2 });
    expect(await read('store_credential_expiry_timestamp_seconds')).toEqual({ [own]: 1_800_000_000 });
  });

  test('a store that is gone shows nothing any more, however many have been there', async () => {
    const { show, render } = bench();
    const [one] = standing().stores();
    if (one === undefined) throw new Error('there is a store');
    let stores = Array.from({ length: 500 }, (_, index) => ({ ...one, name: `old-${index}` }));
    show(standing({ stores: () => stores }));
    const seriesOfStores = async () => (await render()).split('\n').filter((line) => line.includes('store_name='));
    expect(await seriesOfStores()).toHaveLength(2_500);
    stores = stores.slice(0, 1);
    expect(await seriesOfStores()).toHaveLength(5);
  });

  test('of several credentials of one kind, the budget of the tightest is shown, and all who wait', async () => {
    const { show, read } = bench();
    show(standing());
    expect(await read('cloudflare_rate_limit_requests')).toEqual({
      'credential="ApiToken"': 80,
      'credential="GlobalApiKey"': 960,
    });
    expect(await read('cloudflare_rate_limit_remaining_requests')).toEqual({
      'credential="ApiToken"': 10,
      'credential="GlobalApiKey"': 960,
    });
    expect(await read('cloudflare_calls_waiting')).toEqual({ 'lane="Change"': 2, 'lane="Resync"': 4 });
    expect(await read('cloudflare_calls_postponed_total')).toEqual({ '': 3 });
  });
});

test('the process tells its versions, its age and what it uses', async () => {
  const { render, read } = bench();
  expect(await read('build_info')).toEqual({ [`version="1.2.3",node_version="${process.version}"`]: 1 });
  const values = scraped(await render());
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(values.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000);
  expect(values.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(Math.abs((values.get('process_start_time_seconds') ?? 0) - Date.now() / 1000)).toBeLessThan(3_600);
});

test('the longest that the event loop was held up shows once, from the first scrape on', async () => {
  const { render } = bench();
  const lagMs = async (): Promise<number> =>
    1_000 * (scraped(await render()).get('nodejs_eventloop_lag_max_seconds') ?? Number.NaN);
  expect(await lagMs()).toBe(0);
  // Timers go off in the order of their times, so that of the gauge comes before this one, and again after the delay.
  await sleep(200);
  const endMs = performance.now() + 2_000;
  while (performance.now() < endMs);
  await sleep(200);
  expect(await lagMs()).toBeGreaterThan(1_500);
  expect(await lagMs()).toBeLessThan(1_500);
});
