import { expect, inject, test } from 'vitest';
import type { ClusterSecretsStore } from '../../../src/api/resources.ts';
import { kubeClient } from '../../support/kube-client.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import {
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
} from '../../support/sample-objects.ts';

/** What an attacker with write access to one namespace tries; docs/security.md has the list, and what holds each. */

type Allowed = NonNullable<ClusterSecretsStore['spec']['allowedNamespaces']>;
type Tenant = ReturnType<Scenario['within']>;

const shared = { storeRef: sharedStoreRef } as const;

/** A resource "app" has pushed KEY by the shared store; another namespace, admitted as well, has Secret "app" of its own. */
async function startBesideAttacker(): Promise<{ scenario: Scenario; attacker: Tenant; victim: object }> {
  const scenario = await startScenario({ beside: ['attacker'] });
  const attacker = scenario.within('attacker');
  await scenario.apply(credentialSecret(), clusterStore(), sourceSecret({ key: 'mine' }), resource(shared));
  await scenario.untilReady();
  await scenario.settle();
  await attacker.apply(sourceSecret({ key: 'theirs', Y: 'theirs' }));
  return { scenario, attacker, victim: (await scenario.remote())['KEY'] ?? {} };
}

test('by no way of naming it does a tenant of a shared store reach what another one has, or learn whose it is', async () => {
  const { scenario, attacker, victim } = await startBesideAttacker();
  const tries = [
    [resource({ ...shared, adoptionPolicy: 'Always' }, 'adopt'), 'Conflict'],
    [resource({ ...shared, adoptionPolicy: 'IfUnowned' }, 'adopt-unowned'), 'Conflict'],
    [
      resource(
        { ...shared, dataFrom: { include: ['Y'], naming: { prefix: 'KE' } }, adoptionPolicy: 'Always' },
        'name-by-rule',
      ),
      'Conflict',
    ],
    [resource({ ...shared, data: [{ name: 'COPY', copyOf: 'KEY' }] }, 'copy'), 'OriginNotReady'],
  ] as const;
  for (const [object] of tries) await attacker.apply(object);
  for (const [{ metadata }, reason] of tries) {
    const { status } = await attacker.untilFailing(reason, metadata.name);
    expect(JSON.stringify(status)).not.toMatch(new RegExp(`${scenario.namespace}(?!-attacker)|/app`));
  }
  // A name that is not theirs is none to rename: they get a secret of their own.
  await attacker.apply(resource({ ...shared, data: [{ name: 'RENAMED', key: 'key', formerName: 'KEY' }] }, 'rename'));
  await attacker.untilReady('rename');
  expect(await scenario.remote()).toMatchObject({ KEY: victim, RENAMED: { value: 'theirs' } });

  for (const [{ metadata }] of tries) await attacker.remove('SecretsStoreSecret', metadata.name);
  await attacker.remove('SecretsStoreSecret', 'rename');
  for (const [{ metadata }] of tries) await attacker.untilGone(metadata.name);
  await attacker.untilGone('rename');
  expect(await scenario.remote()).toEqual({ KEY: victim });
});

test('a forged status deletes nothing of others, and leads to no other place', async () => {
  const { scenario, attacker, victim } = await startBesideAttacker();
  await attacker.apply(resource({ ...shared, data: [{ name: 'OWN', key: 'key' }] }, 'forger'));
  await attacker.untilReady('forger');
  const forge = async (status: object): Promise<void> => {
    const path = `/apis/secretsstore.dev/v1alpha1/namespaces/${attacker.namespace}/secretsstoresecrets/forger/status`;
    const body = { status };
    const { status: code } = await kubeClient(inject('kubeconfigPath'))({
      method: 'PATCH',
      path,
      body,
      contentType: 'application/merge-patch+json',
    });
    expect(code).toBe(200);
  };
  const { id } = (await scenario.remote())['KEY'] ?? {};
  const claimed = { name: 'KEY', state: 'Synced', secretId: id, modifiedTime: 'x', scopes: ['workers'], source: 'key' };
  await forge({ entries: [claimed] });
  await attacker.nudge('forger');
  expect((await scenario.remote())['KEY']).toEqual(victim);

  await scenario.clearCalls();
  const elsewhere = { kind: 'ClusterSecretsStore', name: 'shared', accountId: '..', storeId: '../../..' };
  await forge({ entries: [claimed], store: elsewhere });
  await attacker.remove('SecretsStoreSecret', 'forger');
  await attacker
    .annotate('SecretsStoreSecret', 'forger', { 'secretsstore.dev/release': 'true' })
    .catch(() => undefined);
  await attacker.untilGone('forger');
  expect((await scenario.remote())['KEY']).toEqual(victim);
  for (const { path } of await scenario.callLog()) expect(path).toMatch(`/accounts/`);
});

test.each<[string, (attacker: string, victim: string) => Allowed]>([
  ['is not admitted', (_attacker, victim) => [{ names: [victim] }]],
  [
    'may not use the name',
    (attacker, victim) => [{ names: [attacker], secretNames: ['THEIR_*'] }, { names: [victim] }],
  ],
])('a namespace that %s cannot block it by wanting it first', async (_why, allow) => {
  const scenario = await startScenario({ beside: ['attacker'] });
  const attacker = scenario.within('attacker');
  const allowedNamespaces = allow(attacker.namespace, scenario.namespace);
  await scenario.apply(credentialSecret(), clusterStore({ allowedNamespaces }));
  await attacker.apply(sourceSecret({ key: 'theirs' }), resource(shared));
  const older = await attacker.untilResource(
    'app',
    ({ status }) => (status?.conditions?.length ?? 0) > 0,
    'is told no',
  );
  // Only a resource of a later second is younger without doubt.
  await scenario.eventually(() => Date.now() >= Date.parse(older.metadata.creationTimestamp ?? '') + 1_000, {
    until: 'another second has begun',
  });
  await scenario.apply(sourceSecret({ key: 'mine' }), resource(shared));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'mine' } });
});

test('what is wrong with a shared store, its credential among it, is told by the store alone', async () => {
  const scenario = await startScenario();
  const auth = { apiToken: { secretRef: { name: 'vault-of-the-admins', key: 'token' } } };
  await scenario.apply(clusterStore({ auth }), sourceSecret({ key: 'mine' }), resource(shared));
  const { status } = await scenario.untilFailing('StoreNotReady');
  expect(JSON.stringify(status)).toContain('cannot be used (CredentialNotFound)');
  expect(JSON.stringify(status)).not.toContain('vault');
  const { status: told } = await scenario.untilStore(
    { status: 'False', reason: 'CredentialNotFound' },
    { kind: 'ClusterSecretsStore', name: 'shared' },
  );
  expect(JSON.stringify(told)).toContain('vault-of-the-admins');
});

test('no name leads a store or a resource out of its namespace', async () => {
  const scenario = await startScenario({ beside: ['attacker'] });
  const attacker = scenario.within('attacker');
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'mine' }));
  const escape = (name: string): string => `../../${scenario.namespace}/secrets/${name}`;
  const reach = { apiToken: { secretRef: { name: escape('cloudflare'), key: 'token' } } };
  await attacker.apply(
    credentialSecret(),
    store({ auth: reach }, 'reaching'),
    store(),
    resource({ secretRef: { name: escape('app') } }, 'source'),
    resource({ secretRef: { name: '..' } }, 'dots'),
    resource({ storeRef: { name: `../${scenario.namespace}/default` } }, 'store'),
  );
  await attacker.untilStore({ status: 'False', reason: 'CredentialNotFound' }, { name: 'reaching' });
  await attacker.untilFailing('SecretNotFound', 'source');
  await attacker.untilFailing('SecretNotFound', 'dots');
  await attacker.untilFailing('StoreNotFound', 'store');
  expect(await scenario.remote()).toEqual({});
  const reads = await scenario.kubeRequestLog();
  expect(reads.filter(({ namespace, name }) => namespace === scenario.namespace && name === 'app')).toEqual([]);
});
