import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { fieldManager } from '../../../src/kube/field-manager.ts';
import { root } from '../../docs/pages.ts';
import { helmBuildTimeoutMs } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { eventually } from '../../support/eventually.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { namespaceOfChart, objectsIn, type Rendered } from '../../support/rendered-chart.ts';
import { accountId } from '../../support/sample-objects.ts';

interface Live extends Rendered {
  readonly metadata: Rendered['metadata'] & {
    readonly resourceVersion: string;
    readonly generation: number;
    readonly managedFields?: readonly {
      readonly manager: string;
      readonly fieldsV1: Readonly<Record<string, object>>;
    }[];
  };
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

const folders = ['deploy/samples', 'deploy/samples/features'];
const samples = folders
  .flatMap((folder) => globSync(`${folder}/*.yaml`, { cwd: root }).sort())
  .flatMap((path) => objectsIn(readFileSync(join(root, path), 'utf8')));
const ours = samples.filter(({ apiVersion }) => apiVersion.startsWith('secretsstore.dev/'));
/** What the samples say of themselves that they are not. */
const otherwise: Readonly<Record<string, string>> = { plan: 'Planned', suspended: 'Suspended' };

/** That of a Namespace moves with every server-side apply: the API server keeps no fields of its managers. */
const versionsOf = (objects: readonly Live[]): readonly string[] =>
  objects
    .filter(({ kind }) => kind !== 'Namespace')
    .map(({ kind, metadata }) => `${kind}/${metadata.name} ${metadata.generation} ${metadata.resourceVersion}`);

const written = ({ kind, metadata: { name, labels = {}, annotations = {} }, spec }: Rendered) => ({
  kind,
  name,
  // Every API server puts the name of a namespace on it.
  labels: Object.fromEntries(Object.entries(labels).filter(([label]) => label !== 'kubernetes.io/metadata.name')),
  annotations,
  ...(kind !== 'Namespace' && { spec }),
});

describe('with deploy/install.yaml applied', { timeout: 240_000 }, () => {
  let cluster: ChartCluster;
  let emulator: RunningEmulator;
  let settled: readonly Live[];

  beforeAll(async () => {
    cluster = await startChartCluster('helm4');
    emulator = await startEmulator({
      accounts: [
        {
          id: accountId,
          tokens: ['emulator-token'],
          email: 'ops@example.com',
          globalKey: 'emulator-key',
          storesQuota: 2,
        },
      ],
      activationDelayMs: 50,
    });
  }, helmBuildTimeoutMs);
  afterAll(async () => {
    await emulator?.close();
    await cluster?.close();
  });

  /** Server-side, as Argo CD and Flux do; it fails where somebody else owns what is applied. */
  const applySamples = async (): Promise<string> =>
    cluster.kubectl([
      'apply',
      '--server-side',
      '--field-manager=gitops',
      ...folders.flatMap((path) => ['-f', join(root, path)]),
    ]);
  const read = async ({ kind, metadata: { name, namespace } }: Rendered): Promise<Live> =>
    JSON.parse(
      await cluster.kubectl([
        'get',
        kind,
        name,
        ...(namespace ? ['-n', namespace] : []),
        '-o=json',
        '--show-managed-fields',
      ]),
    ) as Live;
  const readAll = async (): Promise<readonly Live[]> => Promise.all(samples.map(read));
  const reasonOf = ({ status, metadata }: Live): string | undefined => {
    if (status?.observedGeneration !== metadata.generation) return undefined;
    const found = (type: string): Condition | undefined => status?.conditions?.find((one) => one.type === type);
    const said = metadata.name in otherwise ? found('Reconciling') : found('Ready');
    return metadata.name in otherwise ? said?.reason : said?.status === 'True' ? 'Ready' : said?.reason;
  };

  test('applying it again changes nothing', async () => {
    const apply = async (): Promise<string> => cluster.kubectl(['apply', '-f', join(root, 'deploy/install.yaml')]);
    expect(await apply()).toContain('deployment.apps/secrets-store-operator created');
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crds', '--all']);
    const lines = (await apply()).trimEnd().split('\n');
    expect(lines.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
  });

  test('every sample does what it says', async () => {
    await applySamples();
    const operator = await startOperatorProcess(
      { namespace: namespaceOfChart, baseUrl: emulator.baseUrl },
      { kubeconfigPath: await cluster.kubeconfigOf(namespaceOfChart, 'secrets-store-operator'), args: [] },
    );
    const reasons = async (): Promise<Readonly<Record<string, string | undefined>>> =>
      Object.fromEntries(
        (await Promise.all(ours.map(read))).map((live) => [`${live.kind}/${live.metadata.name}`, reasonOf(live)]),
      );
    const wanted = Object.fromEntries(
      ours.map(({ kind, metadata: { name } }) => [`${kind}/${name}`, otherwise[name] ?? 'Ready']),
    );
    await eventually(async () => JSON.stringify(await reasons()) === JSON.stringify(wanted), {
      until: 'each sample is as it says',
      timeoutMs: 120_000,
      explain: async () =>
        `${JSON.stringify(await reasons(), undefined, 2)}\n${operator.lines().slice(-20).join('\n')}`,
    });
    expect(await operator.stop('SIGTERM')).toBe(0);
    settled = await readAll();
  });

  test('applying the samples again changes no generation and no resourceVersion', async () => {
    await applySamples();
    expect(versionsOf(await readAll())).toEqual(versionsOf(settled));
  });

  test('nothing of what users wrote has changed', () => {
    expect(settled.map(written)).toEqual(samples.map(written));
  });

  test('we own status and finalizers, and nothing else of anybody', () => {
    const owned = settled.flatMap(({ kind, metadata }) =>
      (metadata.managedFields ?? [])
        .filter(({ manager }) => manager === fieldManager)
        .flatMap(({ fieldsV1 }) => Object.entries(fieldsV1))
        .flatMap(([field, within]) =>
          field === 'f:status' ? [field] : Object.keys(within).map((name) => `${field} ${name}`),
        )
        .map((field) => `${kind} ${field}`),
    );
    expect([...new Set(owned)].toSorted()).toEqual([
      'ClusterSecretsStore f:metadata f:finalizers',
      'ClusterSecretsStore f:status',
      'SecretsStore f:metadata f:finalizers',
      'SecretsStore f:status',
      'SecretsStoreSecret f:metadata f:finalizers',
      'SecretsStoreSecret f:status',
    ]);
  });
});
