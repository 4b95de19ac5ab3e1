import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { codeBlocksOf, readPage, root } from '../../docs/pages.ts';
import { helmBuildTimeoutMs } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { emulatorAdmin } from '../../support/emulator-admin.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { chartPath, namespaceOfChart } from '../../support/rendered-chart.ts';
import { accountId, storeName, token } from '../../support/sample-objects.ts';

const run = promisify(execFile);
const published = 'oci://ghcr.io/secrets-store-operator/charts/secrets-store-operator';

/** As much of Argo CD's kind as the API server has to know to keep one; no Argo CD acts on it. */
const applications = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: applications.argoproj.io}
spec:
  group: argoproj.io
  scope: Namespaced
  names: {kind: Application, plural: applications, singular: application}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

describe('the README', { timeout: 300_000 }, () => {
  let cluster: ChartCluster;
  let emulator: RunningEmulator;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator({ accounts: [{ id: accountId, tokens: [token] }], activationDelayMs: 50 });
    cluster = await startChartCluster('helm4');
    folder = await cluster.programs();
  }, helmBuildTimeoutMs);
  afterAll(async () => {
    await emulator?.close();
    await cluster?.close();
  });

  /** As a user types them in a checkout, with the chart of this one in place of the published one. */
  async function type(commands: string): Promise<string> {
    const directory = cluster.plane.directory;
    const local = commands
      .replaceAll(published, chartPath)
      .replaceAll('path/to/the-api-token', join(directory, 'token'))
      .replaceAll('shop.yaml', join(directory, 'shop.yaml'));
    const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: directory, KUBECONFIG: cluster.plane.kubeconfigPath };
    const { stdout } = await run('bash', ['-euc', local], { env, cwd: root });
    return stdout;
  }

  test('installs, upgrades and uninstalls as it says, in each of the three ways', async () => {
    const blocks = codeBlocksOf(readPage('README.md'));
    const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
    expect(yaml).toHaveLength(1);
    await writeFile(join(cluster.plane.directory, 'token'), token);
    await writeFile(join(cluster.plane.directory, 'shop.yaml'), yaml.join());
    await cluster.kubectl(['apply', '--filename=-'], applications);
    await cluster.kubectl(['wait', '--for=condition=Established', 'crd/applications.argoproj.io', '--timeout=60s']);
    await cluster.kubectl(['create', 'namespace', 'argocd']);
    await cluster.kubectl(['create', 'configmap', 'argocd-cm', '--namespace=argocd']);
    const commands = blocks
      .filter(({ language, text }) => language === 'sh' && !text.startsWith('npm '))
      .map(({ text }) => text);
    const [apply, remove, install, upgrade, uninstall, argocd, leave, credential, push] = commands as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    expect(commands).toHaveLength(9);
    const has = async (what: string): Promise<boolean> =>
      (await cluster.kubectl(['get', what, '--all-namespaces', '--output=name'])).includes('secrets-store-operator');

    expect(await type(apply)).toContain('deployment.apps/secrets-store-operator serverside-applied');
    expect(await type(apply)).toContain('deployment.apps/secrets-store-operator serverside-applied');
    expect(await type(credential)).toContain('secret/cloudflare created');
    const operator = await startOperatorProcess(
      { namespace: namespaceOfChart, baseUrl: emulator.baseUrl },
      { kubeconfigPath: await cluster.kubeconfigOf(namespaceOfChart, 'secrets-store-operator'), args: [] },
    );
    expect(await type(push)).toMatch(/condition met\n[^]*app-keys .* 3\/3 /);
    const remote = await emulatorAdmin(emulator.adminUrl).secrets(accountId, storeName);
    expect(remote.map(({ name }) => name).toSorted()).toEqual(['SHOP_SESSION', 'SHOP_SIGNING', 'STRIPE_KEY']);
    await type('kubectl delete -f shop.yaml');
    expect(await emulatorAdmin(emulator.adminUrl).secrets(accountId, storeName)).toEqual([]);
    expect(await operator.stop('SIGTERM')).toBe(0);
    await type(remove);
    expect([await has('deployments'), await has('clusterroles'), await has('clusterrolebindings')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await cluster.kubectl(['get', 'crds', '--output=name'])).toContain('secretsstoresecrets.secretsstore.dev');
    // What kubectl brought belongs to no release of Helm's.
    await cluster.kubectl(['delete', 'crds', '--selector=app.kubernetes.io/part-of=secrets-store-operator']);

    expect(await type(install)).toContain('STATUS: deployed');
    expect(await type(upgrade)).toContain('STATUS: deployed');
    await type(uninstall);
    expect(await has('deployments')).toBe(false);

    expect(await type(argocd)).toContain('application.argoproj.io/secrets-store-operator created');
    expect(await cluster.kubectl(['get', 'configmap', 'argocd-cm', '--namespace=argocd', '--output=yaml'])).toContain(
      'resource.customizations.health.secretsstore.dev_SecretsStoreSecret',
    );
    await type(leave);
    expect(await has('applications')).toBe(false);
  });
});
