import { expect, test } from 'vitest';
import { atMost } from '../../support/at-most.ts';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import {
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
} from '../../support/sample-objects.ts';
import { startAt } from './moving.ts';

/** Past the three seconds for which a pass waits before it says that a secret is activating. */
const activationDelayMs = 5_000;

/** Resource "app", written and not active yet. */
async function startActivating(storeRef: 'Own' | 'Shared'): Promise<Scenario> {
  const scenario = await startScenario({ emulator: { activationDelayMs } });
  await scenario.apply(
    credentialSecret(),
    storeRef === 'Own' ? store() : clusterStore(),
    sourceSecret({ key: 'value' }),
    resource(storeRef === 'Own' ? {} : { storeRef: sharedStoreRef }),
  );
  await scenario.untilResource(
    'app',
    ({ status }) => status?.entries?.[0]?.state === 'Activating',
    'has an entry that is activating',
  );
  return scenario;
}

/** Without an end, one would come each half second: both while the secret is pending, and once it is active unnoticed. */
async function expectFewListings(scenario: Scenario): Promise<void> {
  const listings = async (): Promise<number> => (await scenario.calls())['secrets.list'] ?? 0;
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.status === 'active', {
    until: 'it is active at Cloudflare',
  });
  await scenario.clearCalls();
  await atMost(listings, { what: 'Listings', times: 2, withinMs: 5_000 });
  await scenario.clearCalls();
  await atMost(listings, { what: 'Listings', times: 0, withinMs: 3_000 });
}

test('a resource that is suspended while it activates has its store listed no more', async () => {
  const scenario = await startActivating('Own');
  await scenario.apply(resource({ suspend: true }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'Suspended') === true,
    'says Suspended',
  );
  await expectFewListings(scenario);
  await scenario.apply(resource());
  await scenario.untilReady();
});

test('a resource that is no longer admitted while it activates has its store listed no more', async () => {
  const scenario = await startActivating('Shared');
  await scenario.apply(clusterStore({ allowedNamespaces: [] }));
  await scenario.untilFailing('NotAdmitted');
  await expectFewListings(scenario);
  await scenario.apply(clusterStore());
  await scenario.untilReady();
});

test('what is said of a store that selects by labels, or noted on it, wakes no resource', async () => {
  const scenario = await startScenario();
  const others = ['a', 'b', 'c'];
  await scenario.apply(
    credentialSecret(),
    clusterStore(),
    sourceSecret({ key: 'value' }),
    ...others.map((name) => shared(name)),
  );
  for (const name of others) await scenario.untilReady(name);
  await scenario.settle(...others);
  const before = scenario.logLines().length;
  const storePasses = (): number => linesSince(scenario, before).filter((line) => 'store' in line).length;

  // One resource more is a status write of the store's, and nothing else.
  await scenario.clearCalls();
  await scenario.apply(shared('more', { suspend: true }));
  await scenario.eventually(async () => (await scenario.kubeRequests())['patch clustersecretsstores/status'], {
    until: 'the status of the store is written',
  });
  const passes = storePasses();
  await scenario.annotate('ClusterSecretsStore', 'shared', { noted: 'by somebody' });
  await scenario.eventually(() => storePasses() > passes, { until: 'the store is looked at' });
  // What an event has woken stands in the queue before what comes by a later one.
  await scenario.nudge('more');
  const looked = linesSince(scenario, before).flatMap(({ resource }) => resource ?? []);
  expect(new Set(looked)).toEqual(new Set([`${scenario.namespace}/more`]));
});

test('a store that changes wakes nobody of another store who has what it wants', async () => {
  const scenario = await startAt();
  // Of the same name at Cloudflare, in another store.
  await scenario.apply(resource({ storeRef: { name: 'spare' } }, 'elsewhere'), sourceSecret({ key: 'value' }));
  await scenario.untilReady('elsewhere');
  await scenario.settle('app', 'elsewhere');
  const before = scenario.logLines().length;
  await scenario.patch('SecretsStore', 'main', { spec: { resyncPeriodSeconds: 301 } });
  const looked = (): readonly string[] => linesSince(scenario, before).flatMap((line) => line.resource ?? []);
  await scenario.eventually(() => looked().includes(`${scenario.namespace}/app`), { until: 'its own are looked at' });
  await scenario.nudge('app');
  expect(new Set(looked())).toEqual(new Set([`${scenario.namespace}/app`]));
});

const shared = (name: string, spec: Parameters<typeof resource>[0] = {}) =>
  resource({ storeRef: sharedStoreRef, data: [{ name: name.toUpperCase(), key: 'key' }], ...spec }, name);

const linesSince = (scenario: Scenario, index: number) =>
  scenario
    .logLines()
    .slice(index)
    .map((line) => JSON.parse(line) as { readonly resource?: string; readonly store?: string });
