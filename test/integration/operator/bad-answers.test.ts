import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../../src/emulator/faults.ts';
import { atMost } from '../../support/at-most.ts';
import { expected } from '../../support/emulator-behaviour.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

interface BadAnswer {
  readonly what: string;
  readonly action: FaultAction;
  /** What status says of it. */
  readonly told: RegExp;
}

/**
 * A 200 that is none of Cloudflare's comes after the work is done: of a deletion it is believed, whatever else it says, and rightly so.
 */
const badAnswers: readonly BadAnswer[] = [
  {
    what: 'a page of a firewall',
    action: { kind: 'status', status: 403, html: '<title>Attention Required! | Cloudflare</title>' },
    told: /HTTP 403 without JSON/,
  },
  { what: 'an answer that is cut off', action: { kind: 'truncate' }, told: /answer too large or cut off/ },
  { what: 'an answer of 40 MB', action: { kind: 'giant', bytes: 40_000_000 }, told: /answer too large or cut off/ },
  {
    what: 'JSON of another shape',
    action: { kind: 'status', status: 200, body: { success: true, result: { items: 'none' } }, when: 'after' },
    told: /HTTP 200 with an unknown answer/,
  },
  {
    what: 'what is no JSON',
    action: { kind: 'status', status: 200, text: '{"success":true,"result":[', when: 'after' },
    told: /HTTP 200 with an unknown answer/,
  },
  { what: 'no answer, and no work done', action: { kind: 'hang', when: 'before' }, told: /timed out/ },
  { what: 'no answer after the work is done', action: { kind: 'hang', when: 'after' }, told: /timed out/ },
];

/** A call that is not answered is given up after 30 s; here sooner, so that a test need not wait for it. */
const impatient = { api: { timeoutMs: 1_000 } } as const;

/** Every call that an operator makes for a resource. */
const kindsOfCall = [
  'tokens.verifyUser',
  'stores.list',
  'quota.get',
  'secrets.list',
  'secrets.create',
  'secrets.edit',
  'secrets.duplicate',
  'secrets.delete',
  'secrets.bulkDelete',
] as const;

const writes = kindsOfCall.slice(4);

/** Of each kind, in a life in which the first one fails: 4 writes and 13 listings were seen where nothing lags. */
const mostWrites = expected({ default: 5, worstCase: 12 });
const mostLists = expected({ default: 20, worstCase: 60 });

const one = { name: 'ONE', key: 'one' };
const copy = { name: 'COPY', copyOf: 'MASTER' };

const untilRemote = async (scenario: Scenario, wanted: Readonly<Record<string, string>>): Promise<void> => {
  const values = async () =>
    Object.fromEntries(Object.entries(await scenario.remote()).map(([name, { value }]) => [name, value]));
  await scenario.eventually(async () => isDeepStrictEqual(await values(), wanted), {
    until: `there is ${JSON.stringify(wanted)}`,
    explain: async () => JSON.stringify(await values()),
  });
};

/** Secrets are created and copied, changed, deleted alone and together. */
async function throughEveryKindOfCall(scenario: Scenario): Promise<void> {
  const master = { MASTER: 'of the master' };
  await scenario.admin.seed(accountId, storeName, [{ name: 'MASTER', value: 'of the master' }]);
  await scenario.apply(credentialSecret(), store({ resyncPeriodSeconds: 5 }));
  await scenario.apply(sourceSecret({ one: 'first', gone: 'first' }));
  await scenario.apply(resource({ data: [one, { name: 'GONE', key: 'gone' }, copy] }));
  await untilRemote(scenario, { COPY: 'of the master', GONE: 'first', ...master, ONE: 'first' });
  await scenario.untilReady();
  await scenario.apply(sourceSecret({ one: 'second', gone: 'first' }));
  await untilRemote(scenario, { COPY: 'of the master', GONE: 'first', ...master, ONE: 'second' });
  await scenario.apply(resource({ data: [one, copy] }));
  await untilRemote(scenario, { COPY: 'of the master', ...master, ONE: 'second' });
  await scenario.untilReady();
  await scenario.untilTold();
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await untilRemote(scenario, master);
}

describe('each kind of call meets, once,', () => {
  test.each(badAnswers)('$what: all is done in the end, by a bounded number of calls', async ({ action }) => {
    const scenario = await startScenario(impatient);
    for (const operation of kindsOfCall) await scenario.admin.inject({ operation, nth: 1, action });
    await throughEveryKindOfCall(scenario);
    const met = (await scenario.admin.faults()).filter(({ fired }) => fired === 1).map(({ operation }) => operation);
    const calls = await scenario.calls();
    expect(met).toEqual(kindsOfCall);
    expect(writes.filter((kind) => (calls[kind] ?? 0) > mostWrites)).toEqual([]);
    expect(calls['secrets.list']).toBeLessThanOrEqual(mostLists);
  });
});

describe('while every call meets', () => {
  test.each(badAnswers)('$what, calls are few and status says so; then all is done', async ({ action, told }) => {
    const scenario = await startSynced(impatient);
    await scenario.apply(resource({ data: [{ name: 'GOING', key: 'key' }] }, 'going'));
    await scenario.untilReady('going');
    await scenario.untilTold('going');
    await scenario.clearCalls();
    await scenario.admin.inject({ operation: '*', action });
    await scenario.apply(sourceSecret({ key: 'second' }));
    await scenario.apply(resource({ data: [{ name: 'COMING', key: 'key' }] }, 'coming'));
    await scenario.remove('SecretsStoreSecret', 'going');
    const all = async (): Promise<number> => (await scenario.callLog()).length;
    // A loop without backoff makes hundreds of calls in this time; 13 were seen.
    await atMost(all, { what: 'calls', times: 25, withinMs: 4_000 });
    for (const name of ['app', 'coming']) {
      const { status } = await scenario.untilFailing('CloudflareUnavailable', name);
      expect(status?.conditions?.[0]?.message).toMatch(told);
    }
    await scenario.admin.clearFaults();
    await scenario.untilGone('going');
    await untilRemote(scenario, { COMING: 'second', KEY: 'second' });
    for (const name of ['app', 'coming']) await scenario.untilReady(name);
  });
});
