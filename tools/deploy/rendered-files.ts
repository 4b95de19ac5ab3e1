import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import type { Rendered } from '../../test/support/rendered-chart.ts';

/** What the chart makes of values. */
export type Render = (values: object) => Promise<readonly Rendered[]>;

const namespace = 'secrets-store-system';

/** The files of deploy/ that are what the chart makes, for those who do not use Helm. By their paths from `root`. */
export async function renderedFiles(root: string, render: Render): Promise<ReadonlyMap<string, string>> {
  const all = (await render({})).filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined);
  const only = async (values: object, kind: string): Promise<readonly Rendered[]> =>
    (await render(values)).filter((object) => object.kind === kind);
  const emulator = (await render({ emulator: { enabled: true } })).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'emulator',
  );
  const files = {
    'deploy/install.yaml': [namespaceObject, ...all],
    'deploy/crds.yaml': all.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    'deploy/components/high-availability/poddisruptionbudget.yaml': await only({ replicas: 2 }, 'PodDisruptionBudget'),
    'deploy/components/network-policy/networkpolicy.yaml': await only(
      { networkPolicy: { enabled: true } },
      'NetworkPolicy',
    ),
    'deploy/components/emulator/emulator.yaml': emulator,
    'deploy/monitoring/servicemonitor.yaml': await only(
      { metrics: { serviceMonitor: { enabled: true } } },
      'ServiceMonitor',
    ),
  };
  const texts = Object.entries(files).map(
    async ([path, objects]) => [path, await textOf(join(root, path), objects)] as const,
  );
  return new Map(await Promise.all(texts));
}

/** The chart leaves it to Helm. */
const namespaceObject: Rendered = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

async function textOf(file: string, objects: readonly Rendered[]): Promise<string> {
  const documents = objects.map((object) => stringify(withoutHelm(object), { lineWidth: 0, version: '1.1' }));
  const text = `# Rendered from charts/secrets-store-operator by \`npm run render\`: change it there.\n${documents.join('---\n')}`;
  return format(text, { ...(await resolveConfig(file)), parser: 'yaml' });
}

/** No release owns these objects, and Helm says so by no label or annotation; a Deployment's pods have the same labels. */
const withoutHelm = (object: Rendered): unknown =>
  JSON.parse(JSON.stringify(object), (key, value: unknown) => {
    if (key !== 'labels' && key !== 'annotations') return value;
    const kept = Object.entries(value as Readonly<Record<string, string>>).filter(
      ([name]) => !name.startsWith('helm.sh/') && name !== 'app.kubernetes.io/managed-by',
    );
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  });
