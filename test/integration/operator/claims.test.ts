import { describe, expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  email,
  globalKey,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  storeName,
  token,
} from '../../support/sample-objects.ts';

type Spec = Partial<SecretsStoreSecret['spec']>;
/** Where the second resource is, and how it gets to the store. */
type Second = readonly [Scenario | ReturnType<Scenario['within']>, Spec];

const start = async (): Promise<Scenario> =>
  startScenario({ beside: ['other'], account: { tokens: [token, 'second-token'], email, globalKey } });

async function byAnotherStore(scenario: Scenario): Promise<Second> {
  const auth = { apiToken: { secretRef: { name: 'other', key: 'token' } } };
  await scenario.apply(sourceSecret({ token: 'second-token' }, 'other'));
  await scenario.apply(store({ auth, store: { name: storeName } }, 'second'));
  return [scenario, { storeRef: { name: 'second' } }];
}

async function byClusterStore(scenario: Scenario): Promise<Second> {
  const [found] = await scenario.admin.stores(accountId);
  const auth = { globalApiKey: { email, secretRef: { name: 'global', key: 'key' } } };
  await scenario.apply(sourceSecret({ key: globalKey }, 'global'));
  await scenario.apply(clusterStore({ auth, ...(found && { store: { id: found.id } }) }));
  return [scenario, { storeRef: sharedStoreRef }];
}

async function byAnotherNamespace(scenario: Scenario): Promise<Second> {
  const there = scenario.within('other');
  await there.apply(credentialSecret('second-token'), store());
  return [there, { adoptionPolicy: 'IfUnowned' }];
}

const deleted = async (scenario: Scenario) => scenario.remove('SecretsStoreSecret', 'first');
const renamed = async (scenario: Scenario) =>
  scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'first'));
const unmarked = async (scenario: Scenario) => {
  await scenario.patch('SecretsStoreSecret', 'first', { spec: { deletionPolicy: 'Retain' } });
  await scenario.remove('SecretsStoreSecret', 'first');
};

test.each([
  ['a SecretsStore of another name and credential', byAnotherStore, 'is deleted', deleted],
  ['a ClusterSecretsStore by id and global key', byClusterStore, 'wants it no more', renamed],
  ['a SecretsStore of another namespace', byAnotherNamespace, 'goes and leaves it unmarked', unmarked],
])('a name that one has is kept from who comes by %s, until the first %s', async (_way, come, _end, letGo) => {
  const scenario = await start();
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource({}, 'first'));
  await scenario.untilReady('first');
  const [there, spec] = await come(scenario);
  await there.apply(
    sourceSecret({ key: 'second' }, 'other-source'),
    resource({ secretRef: { name: 'other-source' }, ...spec }, 'second'),
  );
  const { status } = await there.untilFailing('Conflict', 'second');
  expect(status?.entries?.[0]?.message).toContain(`belongs to test ${scenario.namespace}/first`);
  expect((await scenario.remote())['KEY']?.value).toBe('first');

  await letGo(scenario);
  await there.untilReady('second');
  expect((await scenario.remote())['KEY']?.value).toBe('second');
});

/** The resource "older" wants KEY, and cannot push it; then another second has begun, and who comes now is younger without doubt. */
async function olderWithoutSecret(there: Second[0], spec: Spec = {}): Promise<void> {
  await there.apply(resource({ secretRef: { name: 'missing' }, ...spec }, 'older'));
  const older = await there.untilFailing('SecretNotFound', 'older');
  await there.eventually(() => Date.now() >= Date.parse(older.metadata.creationTimestamp ?? '') + 1_000, {
    until: 'another second has begun',
  });
}

const untilHeldUp = async (scenario: Scenario): Promise<void> => {
  const { status } = await scenario.untilFailing('Conflict', 'younger');
  expect(status?.entries?.[0]?.message).toMatch(/the older SecretsStoreSecret .*\/older has the name/);
};

describe('a name that nobody holds goes to the younger resource', () => {
  test('when the store object of the older one goes', async () => {
    const scenario = await start();
    await scenario.apply(credentialSecret(), store(), clusterStore());
    await scenario.untilStore(
      { status: 'True', reason: 'StoreReady' },
      { kind: 'ClusterSecretsStore', name: 'shared' },
    );
    await olderWithoutSecret(scenario);
    await scenario.apply(sourceSecret({ key: 'value' }), resource({ storeRef: sharedStoreRef }, 'younger'));
    await untilHeldUp(scenario);
    await scenario.remove('SecretsStore', 'default');
    await scenario.untilReady('younger');
  });

  test('when the namespace of the older one is admitted no longer', async () => {
    const scenario = await start();
    const there = scenario.within('other');
    const label = async (team: string | null) =>
      scenario.patch('Namespace', there.namespace, { metadata: { labels: { team } } });
    await label('in');
    const allowedNamespaces = [{ selector: { matchLabels: { team: 'in' } } }];
    await scenario.apply(credentialSecret(), store(), clusterStore({ allowedNamespaces }));
    await olderWithoutSecret(there, { storeRef: sharedStoreRef });
    await scenario.apply(sourceSecret({ key: 'value' }), resource({}, 'younger'));
    await untilHeldUp(scenario);
    await label(null);
    await scenario.untilReady('younger');
  });
});
