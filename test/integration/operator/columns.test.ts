import { expect, inject, test } from 'vitest';
import { kubeClient } from '../../support/kube-client.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, clusterStore, resource, sharedStoreRef } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

/** What `kubectl get` prints, a line an object, by the API server's own account: cells by their columns. */
async function shown(plural: string, query = ''): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await kubeClient(inject('kubeconfigPath'))({
    method: 'GET',
    path: `/apis/secretsstore.dev/v1alpha1/${plural}${query}`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  const { columnDefinitions, rows } = body as unknown as Table;
  return rows.map(({ cells }) => Object.fromEntries(columnDefinitions.map(({ name }, at) => [name, cells[at]])));
}

const resourcesOf = async ({ namespace }: Scenario, query?: string) =>
  shown(`namespaces/${namespace}/secretsstoresecrets`, query);

test('kubectl get shows of a resource its store, how far it is, why, and what is planned', async () => {
  const scenario = await startSynced();
  const { 'Last sync': lastSync, Age: age, Message: message, ...cells } = (await resourcesOf(scenario))[0] ?? {};
  expect(cells).toEqual({ Name: 'app', Store: 'default', Synced: '1/1', Ready: 'True', Reason: 'Synced', Plan: null });
  expect([lastSync, age]).toEqual([expect.stringMatching(/^\d+[ms]/), expect.stringMatching(/^\d+[ms]/)]);
  expect(message).toBe('1 secret is at Cloudflare as the spec says, and active');

  await scenario.apply(resource({ mode: 'Plan', data: [{ name: 'OTHER', key: 'key' }] }));
  await scenario.eventually(async () => (await resourcesOf(scenario))[0]?.['Plan'] === '+1 ~0 -1', {
    until: 'the counts of the plan are shown',
  });

  await scenario.apply(resource({ storeRef: { name: 'none' }, secretRef: { name: 'other' } }, 'second'));
  const named = async (query: string) => (await resourcesOf(scenario, query)).map(({ Name }) => Name);
  expect(await named('?fieldSelector=spec.storeRef.name%3Dnone')).toEqual(['second']);
  expect(await named('?fieldSelector=spec.secretRef.name%3Dapp')).toEqual(['app']);
});

test('kubectl get shows of a store what it is called, its places and its users, and status has the rest', async () => {
  const scenario = await startSynced();
  const common = {
    Store: 'default_secrets_store',
    Used: 1,
    Limit: 100,
    Orphans: 0,
    Ready: 'True',
    Reason: 'StoreReady',
  };
  const [own] = await shown(`namespaces/${scenario.namespace}/secretsstores`);
  expect(own).toMatchObject({ Name: 'default', Resources: 1, ...common });
  const store = await scenario.read('SecretsStore', 'default');
  expect(store?.status).toMatchObject({
    accountId,
    quota: { limit: 100, used: 1, reserved: 0 },
    credential: { kind: 'ApiToken', status: 'Active' },
    resources: 1,
    secrets: 1,
    orphanCount: 0,
    lastListedTime: expect.stringMatching(/^20\d\d-.*Z$/),
  });

  await scenario.apply(clusterStore());
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' }, { kind: 'ClusterSecretsStore', name: 'shared' });
  await scenario.apply(resource({ storeRef: sharedStoreRef }, 'second'));
  await scenario.eventually(async () => (await shown('clustersecretsstores'))[0]?.['Resources'] === 1, {
    until: 'its user is counted',
  });
  const [cluster] = await shown('clustersecretsstores', `?fieldSelector=spec.accountId%3D${accountId}`);
  expect(cluster).toMatchObject({ Name: 'shared', Resources: 1, ...common });
});
