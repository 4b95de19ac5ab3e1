import { expect, test } from 'vitest';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

/** A namespace of a tenant's, in which resource "app" is Ready, beside that of the operator. */
async function startTenant(settings: { readonly finalizerDeadlineMs?: number } = {}) {
  const scenario = await startScenario({ beside: ['tenant'], settings });
  const tenant = scenario.within('tenant');
  await tenant.apply(
    credentialSecret(),
    store(),
    sourceSecret({ one: '1', two: '2' }),
    resource({ dataFrom: { include: ['*'] } }),
  );
  await tenant.untilReady();
  await scenario.clearCalls();
  expect(Object.keys(await scenario.remote())).toHaveLength(2);
  /** Whatever the namespace controller does first, and however often it comes back. */
  const untilNamespaceGone = async (): Promise<void> =>
    void (await scenario.eventually(async () => (await scenario.read('Namespace', tenant.namespace)) === undefined, {
      until: 'the namespace is gone',
      timeoutMs: 60_000,
      explain: async () => JSON.stringify(await tenant.read('SecretsStoreSecret', 'app')),
    }));
  return { scenario, tenant, untilNamespaceGone };
}

type Tenant = Awaited<ReturnType<typeof startTenant>>;

/** The lines about what had to be left. */
const abandoned = (scenario: Scenario): readonly string[] =>
  scenario.logLines().filter((line) => line.includes('DeletionAbandoned'));

/** The namespace is deleted, and all that it had goes by one call. */
async function leavesNothing({ scenario, tenant, untilNamespaceGone }: Tenant): Promise<void> {
  await scenario.remove('Namespace', tenant.namespace);
  await untilNamespaceGone();
  expect(await scenario.remote()).toEqual({});
  expect(await scenario.calls()).toMatchObject({ 'secrets.bulkDelete': 1 });
  expect(abandoned(scenario)).toEqual([]);
}

test('a namespace that is deleted goes, and leaves nothing at Cloudflare', async () => {
  const started = await startTenant();
  await leavesNothing(started);
}, 90_000);

test('a namespace whose token, store and source went first goes, and leaves nothing at Cloudflare either', async () => {
  const started = await startTenant();
  const { tenant } = started;
  await tenant.remove('Secret', 'cloudflare');
  await tenant.remove('SecretsStore', 'default');
  await tenant.remove('Secret', 'app');
  await tenant.untilFailing('StoreNotReady');
  await leavesNothing(started);
}, 90_000);

test('a namespace that is deleted while no operator runs goes at the deadline; what it had stays, and the log names it', async () => {
  const { scenario, tenant, untilNamespaceGone } = await startTenant({ finalizerDeadlineMs: 5_000 });
  await scenario.stopOperator();
  await scenario.remove('Namespace', tenant.namespace);
  await scenario.eventually(async () => (await tenant.list('Secret')).length === 0, { until: 'its Secrets are gone' });
  await scenario.restartOperator();
  await untilNamespaceGone();
  expect(Object.keys(await scenario.remote())).toEqual(['one', 'two']);
  // Nobody can: there is no token any more.
  expect(await scenario.calls()).toEqual({});
  // Nothing can be created in a namespace that goes, no Event either: the log is the only place that is left.
  const lines = abandoned(scenario).filter((line) => line.includes(`"object":"${tenant.namespace}/app"`));
  expect(lines).toEqual([expect.stringMatching(/these secrets stay there with our mark: one, two;/)]);
}, 90_000);
