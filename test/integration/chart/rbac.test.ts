import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { helmBuildTimeoutMs } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { eventually } from '../../support/eventually.ts';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import type { KubeObjects } from '../../support/kube-objects.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import {
  allows,
  describePermission,
  type Permission,
  permissionsOf,
  type Request,
  requestsOf,
} from '../../support/permissions.ts';
import { namespaceOfChart, render } from '../../support/rendered-chart.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  token,
} from '../../support/sample-objects.ts';

const account = { namespace: namespaceOfChart, name: 'secrets-store-operator' };
const watched = ['shop', 'billing'] as const;
const leasesPath = `/apis/coordination.k8s.io/v1/namespaces/${namespaceOfChart}/leases`;

describe.each([
  ['in all namespaces', {}],
  ['in namespaces that are named', { watchNamespaces: [...watched] }],
])('an operator that looks after resources %s', { timeout: 240_000 }, (_where, values) => {
  let cluster: ChartCluster;
  let emulator: RunningEmulator;
  let requests: readonly Request[];
  let permissions: readonly Permission[];

  beforeAll(async () => {
    cluster = await startChartCluster('helm4', { auditsWatches: true });
    emulator = await startEmulator({ accounts: [{ id: accountId, tokens: [token] }], activationDelayMs: 10 });
    for (const name of watched) await cluster.kubectl(['create', 'namespace', name]);
    await cluster.helmDo('install', values);
    permissions = permissionsOf(await render(cluster.helm, values), account);
  }, helmBuildTimeoutMs);
  afterAll(async () => {
    await emulator?.close();
    await cluster?.close();
  });

  test('can do everything that it does', async () => {
    const proxy = await startKubeFaultProxy(await cluster.kubeconfigOf(account.namespace, account.name));
    // Each of our kinds is read again where its finalizers have changed under the operator's hands.
    const changing = watched.flatMap((name) => [`${name}/secretsstoresecrets/app`, `${name}/secretsstores/default`]);
    for (const path of [...changing, 'clustersecretsstores/shared'])
      proxy.failOnce({ method: 'PATCH', path: new RegExp(`/${path}$`) }, 409);
    const args = 'watchNamespaces' in values ? [`--watch-namespaces=${watched.join(',')}`] : [];
    const place = { namespace: account.namespace, baseUrl: emulator.baseUrl };
    const operator = await startOperatorProcess(place, {
      kubeconfigPath: proxy.kubeconfigPath,
      args,
      until: 'Leading',
    });
    const standby = await startOperatorProcess(place, {
      kubeconfigPath: proxy.kubeconfigPath,
      args,
      until: 'StandingBy',
    });
    await eventually(() => proxy.watches(leasesPath) === 1, { until: 'the second one follows the lease' });
    expect(await standby.stop('SIGTERM')).toBe(0);
    const explain = async (): Promise<string> => operator.lines().join('\n');
    const own = cluster.objectsOf(account.namespace);
    await own.apply(credentialSecret(), clusterStore());
    for (const name of watched) await useAll(cluster.objectsOf(name), name, explain);

    // A store that everybody sees gets into trouble, and goes.
    await own.apply(clusterStore({ auth: { apiToken: { secretRef: { name: 'cloudflare', key: 'none' } } } }));
    const events = cluster.objectsOf('default');
    await eventually(async () => (await events.list('Event')).some(({ regarding }) => regarding.name === 'shared'), {
      until: 'an Event tells of the ClusterSecretsStore',
      explain,
    });
    await own.apply(clusterStore());
    for (const name of watched) await removeAll(cluster.objectsOf(name), explain);
    await own.remove('ClusterSecretsStore', 'shared');
    expect(proxy.struck()).toBe(changing.length + 1);
    expect(await operator.stop('SIGTERM')).toBe(0);
    const isOver = async (): Promise<boolean> => {
      requests = await requestsOf(cluster.plane.auditLogPath, account);
      return ['namespaces', 'coordination.k8s.io/leases'].every((wanted) =>
        requests.some(({ verb, resource: of }) => verb === 'watch' && of === wanted),
      );
    };
    await eventually(isOver, { until: 'the audit log has the watches that have ended' });
  });

  test('is refused nothing, and needs nothing that the chart does not give', () => {
    expect(requests.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
    const ungiven = requests.filter((request) => !permissions.some((permission) => allows(permission, request)));
    expect([...new Set(ungiven.map(describePermission))]).toEqual([]);
  });

  test('has used all that the chart gives', () => {
    const unused = permissions.filter((permission) => !requests.some((request) => allows(permission, request)));
    expect(unused.map(describePermission)).toEqual([]);
  });

  test('is given nothing twice', () => {
    const given = permissions.map(describePermission);
    expect(given.filter((one, index) => given.indexOf(one) !== index)).toEqual([]);
  });

  test('may write to no Secret, and make one in its own namespace alone', () => {
    const writes = permissions.filter(
      ({ verb, resource: of }) => of === 'secrets' && !['get', 'list', 'watch'].includes(verb),
    );
    expect(writes).toEqual([{ verb: 'create', resource: 'secrets', namespace: account.namespace }]);
  });
});

/** Both kinds of store, a resource for each, and one that is in trouble. All namespaces lead to one account. */
async function useAll(objects: KubeObjects, namespace: string, explain: () => Promise<string>): Promise<void> {
  await objects.apply(
    credentialSecret(),
    store(),
    sourceSecret({ key: 'value' }),
    resource({ data: [{ name: `${namespace}_own`, key: 'key' }] }),
    resource({ storeRef: sharedStoreRef, data: [{ name: `${namespace}_shared`, key: 'key' }] }, 'shared'),
    resource({ data: [{ name: `${namespace}_none`, key: 'none' }] }, 'in-trouble'),
  );
  await eventually(async () => (await objects.list('SecretsStoreSecret')).every(isJudged), {
    until: 'each resource is judged',
    explain,
  });
  await eventually(async () => (await objects.read('SecretsStore', 'default'))?.metadata.finalizers?.length, {
    until: 'the store waits for its resources',
    explain,
  });
  await eventually(async () => (await objects.list('Event')).length > 0, { until: 'an Event tells of it', explain });
}

const isJudged = ({ status }: { readonly status?: { readonly conditions?: readonly { status: string }[] } }): boolean =>
  status?.conditions?.some((condition) => condition.status !== 'Unknown') ?? false;

async function removeAll(objects: KubeObjects, explain: () => Promise<string>): Promise<void> {
  for (const { metadata } of await objects.list('SecretsStoreSecret'))
    await objects.remove('SecretsStoreSecret', metadata.name);
  await objects.remove('SecretsStore', 'default');
  const isEmpty = async (): Promise<boolean> =>
    (await objects.list('SecretsStoreSecret')).length + (await objects.list('SecretsStore')).length === 0;
  await eventually(isEmpty, { until: 'everything is gone', explain });
}
