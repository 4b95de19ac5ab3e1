import { describe, expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { numbered, oneOfMany, prepareMany, untilAllGone, untilAllReady } from './many-resources.ts';

/** A hundred secrets, in one way or the other. */
interface Shape {
  readonly shape: string;
  readonly names: readonly string[];
  /** All objects, before any operator runs. */
  readonly prepare: () => Promise<Scenario>;
  /** Another value for one of the secrets, which is then called so at Cloudflare. */
  readonly change: (scenario: Scenario, value: string) => Promise<string>;
}

const names = numbered(100);
const values = Object.fromEntries(names.map((_, index) => [`KEY_${index}`, `value ${index}`]));

const shapes: readonly Shape[] = [
  {
    shape: 'a hundred resources of one entry',
    names,
    prepare: async () => prepareMany(names),
    change: async (scenario, value) => {
      const [source] = oneOfMany('app-42', {}, value);
      if (source) await scenario.apply(source);
      return 'KEY_42';
    },
  },
  {
    shape: 'one resource of a hundred entries',
    names: ['app'],
    prepare: async () => {
      const scenario = await startScenario({ operator: 'Later', account: { secretsQuota: 200 } });
      const objects = [sourceSecret(values), resource({ dataFrom: { include: ['*'] } })];
      await scenario.apply(credentialSecret(), store(), ...objects);
      return scenario;
    },
    change: async (scenario, value) => {
      await scenario.apply(sourceSecret({ ...values, KEY_42: value }));
      return 'KEY_42';
    },
  },
];

/** Calls by operation, and Kubernetes requests by what they are about, as far as they cost anything. */
async function costOf(scenario: Scenario) {
  const [calls, requests] = [await scenario.calls(), await scenario.kubeRequests()];
  const count = (test: (what: string) => boolean): number =>
    Object.entries(requests).reduce((sum, [what, times]) => (test(what) ? sum + times : sum), 0);
  return {
    calls,
    reads: count((what) => what.startsWith('get secrets app')),
    statusWrites: count((what) => what === 'patch secretsstoresecrets/status'),
    finalizerWrites: count((what) => what === 'patch secretsstoresecrets'),
    writes: count((what) => /^(create|update|patch|delete) /.test(what)),
  };
}

/** Where no `total_pages` is told, a full page may not be the last: it takes another to see that, and the first one anew. */
const listing = expected({ default: 1, worstCase: 3 });

const printed = (title: string, cost: Awaited<ReturnType<typeof costOf>>): void =>
  console.log(`${title}: ${JSON.stringify(cost)}`);

describe.each(shapes)('$shape', ({ shape, names, prepare, change }) => {
  async function startSynced(): Promise<Scenario> {
    const scenario = await prepare();
    await scenario.restartOperator();
    await untilAllReady(scenario, names);
    await scenario.settle(...names.slice(0, 1));
    return scenario;
  }

  test('are synced for the first time by a listing, a look at the quota, and two POSTs at most', async () => {
    const scenario = await startSynced();
    const cost = await costOf(scenario);
    printed(`First sync of ${shape}`, cost);
    const { 'secrets.create': creates = 0, 'secrets.list': lists = 0, ...others } = cost.calls;
    expect(others).toEqual({ 'tokens.verifyUser': 1, 'stores.list': 1, 'quota.get': 1 });
    // Where ten go at once, 100, 50, 25 and 13 are refused, and then seven go at a time.
    expect(creates).toBeLessThanOrEqual(expected({ default: 2, worstCase: 4 + 20 }));
    // One to begin with, of nothing; the others are to find out what is active.
    expect(lists).toBeLessThanOrEqual(1 + listing * expected({ default: 2, worstCase: 4 }));
    expect(cost.reads).toBe(names.length);
    expect(cost.statusWrites).toBeLessThanOrEqual(2 * names.length);
    expect(cost.finalizerWrites).toBe(names.length);
  });

  test('cost one PATCH where one value changes', async () => {
    const scenario = await startSynced();
    await scenario.clearCalls();
    const name = await change(scenario, 'changed');
    await scenario.eventually(async () => (await scenario.remote())[name]?.value === 'changed', {
      until: 'the value is changed',
    });
    for (const resource of names) await scenario.untilTold(resource);
    await scenario.settle(...names.slice(0, 1));
    const cost = await costOf(scenario);
    printed(`One change of ${shape}`, cost);
    const { 'secrets.list': lists, ...others } = cost.calls;
    expect(others).toEqual({ 'secrets.edit': 1 });
    expect(lists).toBeLessThanOrEqual(listing * expected({ default: 2, worstCase: 4 }));
    expect(cost.reads).toBe(1);
    expect(cost.statusWrites).toBeLessThanOrEqual(2);
    expect(cost.writes).toBe(cost.statusWrites);
  });

  test('cost a listing and a look at the quota over a restart, and no read or write in Kubernetes', async () => {
    const scenario = await startSynced();
    await scenario.stopOperator();
    await scenario.clearCalls();
    await scenario.restartOperator();
    await scenario.eventually(async () => (await scenario.calls())['secrets.list'] === listing, {
      until: 'the store is listed',
    });
    await scenario.settle(...names.slice(0, 1));
    const cost = await costOf(scenario);
    printed(`Restart with ${shape}`, cost);
    expect(cost.calls).toEqual({ 'quota.get': 1, 'secrets.list': listing });
    expect(cost).toMatchObject({ reads: 0, writes: 0 });
  });

  test('cost a listing and a look at the quota in each resync period, and nothing else', async () => {
    const scenario = await startSynced();
    await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: 5 } });
    await scenario.nudgeStore('SecretsStore', 'default');
    await scenario.clearCalls();
    const listings = async (): Promise<number> => (await scenario.calls())['secrets.list'] ?? 0;
    await scenario.eventually(async () => (await listings()) >= 2 * listing, { until: 'two periods are over' });
    // The pass that listed it is over when the next one is.
    await scenario.nudgeStore('SecretsStore', 'default');
    const cost = await costOf(scenario);
    printed(`Two resync periods of ${shape}`, cost);
    const periods = cost.calls['quota.get'] ?? 0;
    expect(periods).toBeGreaterThanOrEqual(2);
    expect(cost).toEqual({
      calls: { 'quota.get': periods, 'secrets.list': periods * listing },
      reads: 0,
      statusWrites: 0,
      finalizerWrites: 0,
      writes: 0,
    });
  });

  test('are deleted together by two requests at most, and by one write each', async () => {
    const scenario = await startSynced();
    await scenario.clearCalls();
    await Promise.all(names.map(async (name) => scenario.remove('SecretsStoreSecret', name)));
    await untilAllGone(scenario);
    expect(await scenario.remote()).toEqual({});
    const cost = await costOf(scenario);
    printed(`Deletion of ${shape}`, cost);
    const { 'secrets.delete': single = 0, 'secrets.bulkDelete': bulk = 0, ...others } = cost.calls;
    const isOne = names.length === 1;
    expect(others).toEqual({});
    expect(single + bulk).toBeLessThanOrEqual(expected({ default: isOne ? 1 : 2, worstCase: 4 + 20 }));
    expect(cost).toMatchObject({ finalizerWrites: names.length, statusWrites: 0, reads: 0 });
  });
});
