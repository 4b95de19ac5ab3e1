import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocksOf, readPage } from '../../docs/pages.ts';
import { helmBuildTimeoutMs } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { chartPath } from '../../support/rendered-chart.ts';

const run = promisify(execFile);
const published = 'oci://ghcr.io/secrets-store-operator/charts/secrets-store-operator';

describe('docs/helm.md', { timeout: 300_000 }, () => {
  let cluster: ChartCluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startChartCluster('helm3');
    folder = await cluster.programs();
  }, helmBuildTimeoutMs);
  afterAll(async () => cluster?.close());

  /** As a user types them, with our chart in place of the published one. */
  async function type(commands: string): Promise<string> {
    const directory = cluster.plane.directory;
    const local = commands
      .replaceAll(published, chartPath)
      .replaceAll('path/to/the-api-token', join(directory, 'token'));
    const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: directory, KUBECONFIG: cluster.plane.kubeconfigPath };
    const { stdout } = await run('bash', ['-euc', local], { env });
    return stdout;
  }

  test('has commands that do what they say, each as it stands', async () => {
    await writeFile(join(cluster.plane.directory, 'token'), 'emulator-token');
    for (const namespace of ['shop', 'billing']) await cluster.kubectl(['create', 'namespace', namespace]);
    const [install, name, token, namespaces, several, trial, upgrade, uninstall, removal, ownership] = codeBlocksOf(
      readPage('docs/helm.md'),
    ).map(({ text }) => text) as [string, string, string, string, string, string, string, string, string, string];
    const argsOf = async (): Promise<string> =>
      cluster.kubectl([
        'get',
        'deployment',
        'secrets-store-operator',
        '--namespace=secrets-store-system',
        '--output=jsonpath={.spec.template.spec.containers[0].args}',
      ]);

    expect(await type(install)).toContain('STATUS: deployed');
    for (const block of [name, token]) expect(await type(block)).toContain('STATUS: deployed');
    // What comes next is said for a namespace that is looked after.
    expect(await type(namespaces)).toContain('\n  namespace: shop\n');
    for (const block of [several, upgrade]) expect(await type(block)).toContain('STATUS: deployed');
    expect(await cluster.kubectl(['get', 'poddisruptionbudgets', '--all-namespaces', '--output=name'])).toContain(
      'secrets-store-operator',
    );
    const args = await argsOf();
    for (const arg of ['--cluster-name=prod-eu', '--api-token-file=', '--watch-namespaces=shop,billing'])
      expect(args).toContain(arg);
    await type(uninstall);
    await type(ownership);
    expect(await type(removal)).toContain('customresourcedefinition.apiextensions.k8s.io');
    expect(await type(trial)).toContain('The emulator stands for Cloudflare');
  });
});
