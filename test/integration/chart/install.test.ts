import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { helmBuildTimeoutMs, helmNames } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { emulatorAdmin } from '../../support/emulator-admin.ts';
import { eventually } from '../../support/eventually.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { namespaceOfChart as namespace } from '../../support/rendered-chart.ts';
import { accountId, storeName, token } from '../../support/sample-objects.ts';

const run = promisify(execFile);

/** Each step starts a dozen programs. */
const timeout = 240_000;

describe.each(helmNames)('by %s', { timeout }, (name) => {
  let cluster: ChartCluster;
  let emulator: RunningEmulator;
  let notes: string;

  beforeAll(async () => {
    cluster = await startChartCluster(name);
    emulator = await startEmulator({ accounts: [{ id: accountId, tokens: [token] }], activationDelayMs: 50 });
    notes = await cluster.helmDo('install');
  }, helmBuildTimeoutMs);
  afterAll(async () => {
    await emulator?.close();
    await cluster?.close();
  });

  /** The operator that the Deployment asks for, as its service account: nobody runs pods here. */
  async function startInstalled() {
    const [args, account] = await Promise.all(
      ['containers[0].args', 'serviceAccountName'].map(async (path) =>
        cluster.kubectl([
          'get',
          'deployment',
          'secrets-store-operator',
          '--namespace',
          namespace,
          `--output=jsonpath={.spec.template.spec.${path}}`,
        ]),
      ),
    );
    return startOperatorProcess(
      { namespace, baseUrl: emulator.baseUrl },
      {
        kubeconfigPath: await cluster.kubeconfigOf(namespace, account ?? ''),
        args: (JSON.parse(args ?? '') as readonly string[]).slice(1),
      },
    );
  }

  const remote = async (): Promise<readonly string[]> =>
    (await emulatorAdmin(emulator.adminUrl).secrets(accountId, storeName)).map(
      (secret) => `${secret.name}=${secret.value}`,
    );
  const isReady = async (): Promise<boolean> => {
    const resource = await cluster.objectsOf('default').read('SecretsStoreSecret', 'app-keys');
    const ready = resource?.status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' && resource?.status?.observedGeneration === resource?.metadata.generation;
  };
  /** Name, generation and resourceVersion of all that a release has. */
  const versions = async (): Promise<string> =>
    cluster.kubectl([
      'get',
      '--all-namespaces',
      '--selector=app.kubernetes.io/part-of=secrets-store-operator',
      'crds,clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,services,deployments',
      '--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.metadata.resourceVersion}{"\\n"}{end}',
    ]);

  test('the chart installs without a value, and says what comes next', async () => {
    expect(notes).toContain('STATUS: deployed');
    expect(notes).not.toContain('WARNING');
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crds', '--all']);
    const installed = await cluster.kubectl([
      'get',
      'deployments,services,serviceaccounts',
      '-n',
      namespace,
      '-o=name',
    ]);
    expect(installed.trimEnd().split('\n')).toEqual(
      expect.arrayContaining([
        'deployment.apps/secrets-store-operator',
        'service/secrets-store-operator-metrics',
        'serviceaccount/secrets-store-operator',
      ]),
    );
  });

  const may = async (user: string, verb: string, kind: string): Promise<string> => {
    const { stdout } = await cluster.plane.kubectl(['auth', 'can-i', verb, `${kind}.secretsstore.dev`, '--as', user]);
    return stdout.trim();
  };

  test('people may write our namespaced kinds by the role edit, see them by view, and neither with ClusterSecretsStores', async () => {
    for (const role of ['edit', 'view'])
      await cluster.kubectl(['create', 'rolebinding', role, `--clusterrole=${role}`, `--user=${role}`]);
    await eventually(async () => (await may('edit', 'delete', 'secretsstoresecrets')) === 'yes', {
      until: 'the role edit has what the chart gives',
    });
    await eventually(async () => (await may('view', 'watch', 'secretsstores')) === 'yes', {
      until: 'the role view has what the chart gives',
    });
    expect(await may('edit', 'create', 'secretsstores')).toBe('yes');
    expect(await may('view', 'create', 'secretsstores')).toBe('no');
    for (const user of ['edit', 'view']) expect(await may(user, 'get', 'clustersecretsstores')).toBe('no');
  });

  test('what it says next works as it stands, under the rights that it gives', async () => {
    const tokenPath = join(cluster.plane.directory, 'token');
    await writeFile(tokenPath, token);
    const next = notes.slice(notes.indexOf('Next,')).replaceAll('path/to/the-api-token', tokenPath);
    const script = [...next.matchAll(/^kubectl .*?(?:<<'EOF'\n.*?^EOF$|$)/gms)].map(([command]) => command);
    expect(script).toHaveLength(5);
    const { stdout } = await run('bash', ['-euc', script.join('\n')], {
      env: {
        PATH: `${await cluster.programs()}:${process.env['PATH']}`,
        HOME: cluster.plane.directory,
        KUBECONFIG: cluster.plane.kubeconfigPath,
      },
    });
    expect(stdout).toContain('secretsstoresecret.secretsstore.dev/app-keys');

    const operator = await startInstalled();
    await eventually(isReady, {
      until: 'the resource of the notes is Ready',
      explain: async () => operator.lines().join('\n'),
    });
    expect(await remote()).toEqual(['API_KEY=example']);
    expect(operator.lines().filter((line) => line.includes('Forbidden'))).toEqual([]);
    // In order, so that the next one need not wait until its lease has run out.
    expect(await operator.stop('SIGTERM')).toBe(0);
  });

  test('an upgrade to the same changes nothing, and one with other values what they say', async () => {
    const before = await versions();
    await cluster.helmDo('upgrade');
    expect(await versions()).toBe(before);
    await cluster.helmDo('upgrade', { replicas: 2, log: { level: 'debug' } });
    const deployment = await cluster.kubectl(['get', 'deployment', '-n', namespace, '--output=yaml']);
    expect(deployment).toContain('--log-level=debug');
    expect(deployment).toContain('replicas: 2');
    expect(await cluster.kubectl(['get', 'poddisruptionbudgets', '-n', namespace, '--output=name'])).toContain(
      'secrets-store-operator',
    );
  });

  test('an uninstall keeps the CRDs, what users wrote, and what is at Cloudflare; the next install goes on', async () => {
    await cluster.helm.ok(['uninstall', 'secrets-store-operator', '--namespace', namespace]);
    expect(await cluster.kubectl(['get', 'deployments,clusterroles', '-A', '--output=name'])).not.toContain(
      'secrets-store-operator',
    );
    expect(await cluster.kubectl(['get', 'crds', '--output=name'])).toContain('secretsstoresecrets.secretsstore.dev');
    expect(await isReady()).toBe(true);
    expect(await remote()).toEqual(['API_KEY=example']);

    await cluster.helmDo('install');
    const calls = emulatorAdmin(emulator.adminUrl);
    await calls.clearCalls();
    const operator = await startInstalled();
    await eventually(async () => (await calls.calls()).some(({ operation }) => operation === 'secrets.list'), {
      until: 'the store is listed',
    });
    await cluster.objectsOf('default').remove('SecretsStoreSecret', 'app-keys');
    await eventually(async () => (await remote()).length === 0, {
      until: 'its secret goes with the resource',
      explain: async () => operator.lines().join('\n'),
    });
    const operations = new Set((await calls.calls()).map(({ operation }) => operation));
    expect([...operations].filter((operation) => /create|edit/.test(operation))).toEqual([]);
  });
});
