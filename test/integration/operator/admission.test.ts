import { expect, test } from 'vitest';
import type { ClusterSecretsStore } from '../../../src/api/resources.ts';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import {
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
} from '../../support/sample-objects.ts';

type Allowed = NonNullable<ClusterSecretsStore['spec']['allowedNamespaces']>;

/** A resource of the keys A and B, and a ClusterSecretsStore with these fences. */
async function startShared(allow: (namespace: string) => Allowed | undefined): Promise<Scenario> {
  const scenario = await startScenario();
  await scenario.apply(
    credentialSecret(),
    clusterStore({ allowedNamespaces: allow(scenario.namespace) }),
    sourceSecret({ A: 'one', B: 'two' }),
    resource({ storeRef: sharedStoreRef, dataFrom: { include: ['*'] } }),
  );
  return scenario;
}

test('a ClusterSecretsStore that names no namespace admits none', async () => {
  const scenario = await startShared(() => undefined);
  const { status } = await scenario.untilFailing('NotAdmitted');
  expect(status?.conditions?.[0]?.message).toMatch(
    new RegExp(`ClusterSecretsStore "shared".*does not admit namespace "${scenario.namespace}".*allowedNamespaces`),
  );
  expect(status?.conditions).toMatchObject([{}, {}, { type: 'Stalled', status: 'True' }]);
  expect(await scenario.remote()).toEqual({});
});

test('a ClusterSecretsStore admits a namespace that it names', async () => {
  const scenario = await startShared((namespace) => [{ names: ['elsewhere', namespace] }]);
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote())).toEqual(['A', 'B']);
});

test('a selector admits a namespace once its labels match, and no longer when they do not', async () => {
  const scenario = await startShared(() => [{ selector: { matchLabels: { secrets: 'cloudflare' } } }]);
  await scenario.untilFailing('NotAdmitted');
  const label = async (secrets: string | null) =>
    scenario.patch('Namespace', scenario.namespace, { metadata: { labels: { secrets } } });
  await label('cloudflare');
  await scenario.untilReady();
  await label(null);
  await scenario.untilFailing('NotAdmitted');
  await scenario.apply(sourceSecret({ A: 'changed', B: 'two' }));
  await scenario.nudge('app');
  // What is there stays, and is deleted with its resource.
  expect(await scenario.remote()).toMatchObject({ A: { value: 'one' }, B: { value: 'two' } });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});

test('a name that the namespace may not use is refused, and the others are synced', async () => {
  const scenario = await startShared((namespace) => [{ names: [namespace], secretNames: ['A*'] }]);
  const { status } = await scenario.untilFailing('NameNotAllowed');
  expect(status?.conditions?.[0]?.message).toMatch(/"B".*only the names A\*.*secretNames/);
  await scenario.eventually(async () => (await scenario.remote())['A'], { until: 'A is there' });
  expect(Object.keys(await scenario.remote())).toEqual(['A']);
});

test('a scope that the namespace may not use is refused until the fence is widened', async () => {
  const scenario = await startShared((namespace) => [{ names: [namespace], scopes: ['dex'] }]);
  const { status } = await scenario.untilFailing('ScopeNotAllowed');
  expect(status?.entries?.[0]?.message).toMatch(/"A" with the scopes workers.*only dex.*widened/);
  expect(await scenario.remote()).toEqual({});
  await scenario.apply(
    clusterStore({ allowedNamespaces: [{ names: [scenario.namespace], scopes: ['dex', 'workers'] }] }),
  );
  await scenario.untilReady();
});
