import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { renderedFiles } from '../../../tools/deploy/rendered-files.ts';
import { runClient } from '../../control-plane/run-client.ts';
import { root } from '../../docs/pages.ts';
import { type Helm, helmBuildTimeoutMs, openHelm } from '../../helm/helm.ts';
import { find, named, objectsIn, render, type Rendered } from '../../support/rendered-chart.ts';

let helm: Helm;
beforeAll(async () => {
  helm = await openHelm('helm4');
}, helmBuildTimeoutMs);
afterAll(async () => helm?.close());

const deploymentOf = (objects: readonly Rendered[]) =>
  find(objects, 'Deployment', 'secrets-store-operator').spec as {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly topologySpreadConstraints: unknown } };
  };

describe('what is rendered of the chart', () => {
  test('is up to date: npm run render', async () => {
    const rendered = await renderedFiles(root, async (values) => render(helm, values));
    for (const [path, text] of rendered) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  });

  test('says nothing of Helm', () => {
    expect(readFileSync(join(root, 'deploy/install.yaml'), 'utf8')).not.toMatch(/helm\.sh|managed-by/);
  });
});

describe('kustomize', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'overlay-'))));
  afterAll(async () => rm(folder, { recursive: true }));

  /** What an overlay of a user's makes of these components. */
  async function build(...components: readonly string[]): Promise<readonly Rendered[]> {
    const at = (path: string): string => relative(folder, join(root, path));
    await writeFile(
      join(folder, 'kustomization.yaml'),
      stringify({ resources: [at('deploy')], components: components.map((path) => at(`deploy/${path}`)) }),
    );
    const call = { path: inject('kubectlPath'), kubeconfigPath: inject('kubeconfigPath'), directory: folder };
    const { exitCode, stdout, stderr } = await runClient(['kustomize', folder], call);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    return objectsIn(stdout);
  }

  test('makes of the base what install.yaml has', async () => {
    const installed = objectsIn(readFileSync(join(root, 'deploy/install.yaml'), 'utf8'));
    expect(named(await build()).toSorted()).toEqual(named(installed).toSorted());
  });

  test('spreads a second operator as the chart does', async () => {
    const byChart = deploymentOf(await render(helm, { replicas: 2 }));
    const byKustomize = deploymentOf(await build('components/high-availability'));
    expect(byKustomize.replicas).toBe(byChart.replicas);
    expect(byKustomize.template.spec).toMatchObject({
      topologySpreadConstraints: byChart.template.spec.topologySpreadConstraints,
    });
  });

  test('puts all components on it', async () => {
    const objects = await build(
      'components/high-availability',
      'components/network-policy',
      'components/emulator',
      'components/api-token',
      'monitoring',
    );
    expect(named(objects)).toEqual(
      expect.arrayContaining([
        'PodDisruptionBudget/secrets-store-system/secrets-store-operator',
        'NetworkPolicy/secrets-store-system/secrets-store-operator',
        'Deployment/secrets-store-system/secrets-store-operator-emulator',
        'ServiceMonitor/secrets-store-system/secrets-store-operator',
        'PrometheusRule/secrets-store-system/secrets-store-operator',
        'ConfigMap/secrets-store-system/secrets-store-operator-dashboard',
      ]),
    );
    expect(find(objects, 'Deployment', 'secrets-store-operator').spec).toMatchObject({
      replicas: 2,
      template: {
        spec: {
          containers: [
            {
              args: expect.arrayContaining([
                '--api-token-file=/var/run/secrets/cloudflare/token',
                '--cloudflare-api-url=http://secrets-store-operator-emulator.secrets-store-system.svc:8787/client/v4',
              ]),
            },
          ],
        },
      },
    });
  });
});
