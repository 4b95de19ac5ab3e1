import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, type TestContext } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Result } from '../../../src/core/result.ts';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { nodeEnvironment } from '../../../tools/node-flags.ts';
import { helmBuildTimeoutMs } from '../../helm/helm.ts';
import { type ChartCluster, startChartCluster } from '../../support/chart-cluster.ts';
import { startK3s } from '../../support/docker/k3s.ts';
import { startOperatorContainer } from '../../support/docker/operator-container.ts';
import { buildOperatorImage, type OperatorImage } from '../../support/docker/operator-image.ts';
import { emulatorAdmin } from '../../support/emulator-admin.ts';
import { eventually } from '../../support/eventually.ts';
import { chartPath, namespaceOfChart as namespace } from '../../support/rendered-chart.ts';
import {
  accountId,
  credentialSecret,
  resource,
  sourceSecret,
  store,
  storeName,
  token,
} from '../../support/sample-objects.ts';

let built: Result<OperatorImage, string>;

beforeAll(async () => void (built = await buildOperatorImage()), 15 * 60_000);
afterAll(async () => {
  if (built?.ok) await built.value.close();
}, 5 * 60_000);

/** Skips the test where there is no Docker, with the reason. */
const imageOr = (skip: TestContext['skip']): OperatorImage => (built.ok ? built.value : skip(built.failure));

interface Inspected {
  readonly Size: number;
  readonly Config: Readonly<{
    User: string;
    Env: readonly string[];
    Entrypoint: readonly string[];
    Labels: Readonly<Record<string, string>>;
  }>;
}

const inspect = async ({ docker }: OperatorImage, name: string): Promise<Inspected> =>
  (JSON.parse(await docker('image', 'inspect', name)) as readonly [Inspected])[0];

test('the image is one bundle on its base: little more than a megabyte, and a user without rights', async ({
  skip,
}) => {
  const image = imageOr(skip);
  const { Size, Config } = await inspect(image, image.name);
  expect(Config.User).toBe('65532:65532');
  expect(Config.Env).toEqual(
    expect.arrayContaining(Object.entries(nodeEnvironment).map(([name, value]) => `${name}=${value}`)),
  );
  expect(Config.Labels).toMatchObject({
    'org.opencontainers.image.title': packageJson.name,
    'org.opencontainers.image.version': packageJson.version,
    'org.opencontainers.image.revision': 'of-a-test',
    'org.opencontainers.image.licenses': packageJson.license,
  });
  if (image.bases) {
    const base = await inspect(image, image.bases.RUNTIME_IMAGE);
    expect(Size - base.Size).toBeLessThan(3_000_000);
  }
  const container = await image.docker('create', image.name);
  onTestFinished(async () => void (await image.docker('rm', container)));
  const folder = await mkdtemp(join(tmpdir(), 'app-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  await image.docker('cp', `${container}:/app`, folder);
  expect((await readdir(join(folder, 'app'))).sort()).toEqual(['LICENSE', 'main.mjs', 'parts']);
});

test('the image runs a verb, and says its version', async ({ skip }) => {
  const { docker, name } = imageOr(skip);
  expect(await docker('run', '--rm', '--network=none', '--read-only', name, 'version')).toBe(packageJson.version);
});

test(
  'the image syncs a secret under the rights of the chart, and ends in order',
  async ({ skip }) => {
    const image = imageOr(skip);
    const { cluster, emulator } = await startWorld();
    const container = await startOperatorContainer(image, {
      args: [
        ...(await argsOfChart(cluster)),
        `--cloudflare-api-url=${emulator.baseUrl}`,
        '--metrics-port=0',
        '--health-port=0',
      ],
      ...(await asInPod(cluster)),
    });
    onTestFinished(container.remove);
    const objects = cluster.objectsOf('default');
    await objects.apply(credentialSecret(), store(), sourceSecret({ key: 'from the cluster' }), resource());
    const remote = async () => (await emulatorAdmin(emulator.adminUrl).secrets(accountId, storeName))[0];
    const explain = async (): Promise<string> => container.lines().join('\n');
    await eventually(async () => (await remote())?.value === 'from the cluster', {
      until: 'it is synced',
      timeoutMs: 60_000,
      explain,
    });

    // As docs/configuration.md has a verb run in the operator's pod.
    const inventory = await container.exec(
      '/nodejs/bin/node',
      '/app/main.mjs',
      'inventory',
      `--cloudflare-api-url=${emulator.baseUrl}`,
    );
    expect(inventory).toMatch(/Ours .*default\/app/);

    // Kubernetes gives 30 seconds.
    expect(await container.stop(30)).toBe(0);
    expect(container.lines().at(-1)).toContain('"msg":"stopped"');
    expect(container.lines().filter((line) => /Forbidden|EROFS|EACCES/.test(line))).toEqual([]);
  },
  helmBuildTimeoutMs,
);

test(
  'the chart runs the image on K3s, where it syncs a secret',
  async ({ skip }) => {
    const image = imageOr(skip);
    const started = await startK3s(image);
    if (!started.ok) return skip(started.failure);
    const { kubectl, helm, stop } = started.value;
    onTestFinished(stop);
    const [name, tag] = image.name.split(':');
    const values = {
      image: { repository: `docker.io/library/${name}`, tag, pullPolicy: 'Never' },
      emulator: { enabled: true },
    };
    const notes = await helm(
      [
        'install',
        'secrets-store-operator',
        chartPath,
        '--wait',
        '--timeout=5m',
        '--create-namespace',
        '--values=-',
      ].concat(`--namespace=${namespace}`),
      JSON.stringify(values),
    );
    await kubectl(['create', 'secret', 'generic', 'app-keys', '--from-literal=API_KEY=example']);
    for (const [, manifest = ''] of notes.matchAll(/<<'EOF'\n(.*?)^EOF$/gms))
      await kubectl(['apply', '--filename=-'], manifest);
    await kubectl(['wait', '--for=condition=Ready', '--timeout=120s', 'secretsstoresecret/app-keys']);
    await helm(['test', 'secrets-store-operator', `--namespace=${namespace}`]);
  },
  15 * 60_000,
);

async function startWorld(): Promise<{ readonly cluster: ChartCluster; readonly emulator: RunningEmulator }> {
  const cluster = await startChartCluster('helm4');
  onTestFinished(cluster.close);
  const emulator = await startEmulator({ accounts: [{ id: accountId, tokens: [token] }], activationDelayMs: 50 });
  onTestFinished(emulator.close);
  await cluster.helmDo('install');
  return { cluster, emulator };
}

/** The arguments that the chart's Deployment gives; of a flag that is given twice, the last counts. */
const argsOfChart = async ({ kubectl }: ChartCluster): Promise<readonly string[]> =>
  JSON.parse(
    await kubectl([
      'get',
      'deployment',
      'secrets-store-operator',
      `--namespace=${namespace}`,
      '--output=jsonpath={.spec.template.spec.containers[0].args}',
    ]),
  ) as readonly string[];

/** What the kubelet would put into the pod: where the API server is, its authority, and a token of the service account. */
async function asInPod({ kubectl, plane }: ChartCluster) {
  const directory = join(plane.directory, 'service-account');
  await mkdir(directory);
  await writeFile(
    join(directory, 'token'),
    (await kubectl(['create', 'token', 'secrets-store-operator', '-n', namespace])).trim(),
  );
  await writeFile(join(directory, 'namespace'), namespace);
  const authority = await kubectl([
    'config',
    'view',
    '--raw',
    '--output=jsonpath={.clusters[0].cluster.certificate-authority-data}',
  ]);
  await writeFile(join(directory, 'ca.crt'), Buffer.from(authority, 'base64'));
  for (const file of ['token', 'namespace', 'ca.crt']) await chmod(join(directory, file), 0o644);
  const { hostname, port } = new URL(plane.server);
  return {
    environment: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, POD_NAMESPACE: namespace },
    mounts: { '/var/run/secrets/kubernetes.io/serviceaccount': directory },
  };
}
