import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../../test/control-plane/control-plane.ts';
import { guardDirectory } from '../../test/control-plane/guard.ts';
import { awaitThat } from './await-that.ts';
import type { Cloudflare } from './cloudflare.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { prepare, type Setting, startTimeoutMs } from './prepare.ts';
import { type Place, type Program, startProgram } from './program.ts';
import { startCloudflare } from './start-cloudflare.ts';

/** Everything that the story needs, each in a process of its own. */
export interface Stage {
  readonly controlPlane: ControlPlane;
  readonly kubectl: Kubectl;
  readonly cloudflare: Cloudflare;
  readonly emulator: Program;
  readonly operator: Program;
}

/** What does not need each other starts together. */
export async function setStage(setting: Setting): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'secrets-store-demo-'));
  const guard = guardDirectory(directory);
  setting.atEnd(async () => guard.end());
  const place = { directory, guard, signal: setting.signal };
  const [cluster, others] = await Promise.all([startCluster(place, setting), startCloudflare(place, setting)]);
  const operator = await startOperator({ place, ...cluster, ...others }, setting);
  return { ...cluster, ...others, operator };
}

type Cluster = Pick<Stage, 'controlPlane' | 'kubectl'>;

async function startCluster(place: Place, { terminal, atEnd }: Setting): Promise<Cluster> {
  const cluster = await prepare(terminal, 'etcd and kube-apiserver (usually 3 s)', async (task) => {
    const controlPlane = await startControlPlane({ kubectl: true, onProgress: task.say });
    atEnd(async () => controlPlane.stop());
    const kubectl = openKubectl(controlPlane, place);
    const { gitVersion } = JSON.parse(await read(kubectl, ['get', '--raw', '/version'])) as { gitVersion: string };
    const said = `etcd and kube-apiserver ${gitVersion}, at ${controlPlane.server}`;
    return { result: { controlPlane, kubectl }, said };
  });
  await prepare(terminal, 'custom resources (usually 1 s)', async () => {
    await read(cluster.kubectl, ['apply', '--server-side', '-f', 'crds']);
    // The operator's own namespace: its Lease is there. In the way of the story, or kubectl would warn of another one there.
    await read(cluster.kubectl, ['apply', '-f', 'deploy/samples/00-namespaces.yaml']);
    await read(cluster.kubectl, ['wait', '--for=condition=Established', '--timeout=30s', '-f', 'crds']);
    return { result: undefined, said: 'custom resources, from crds/' };
  });
  return cluster;
}

interface Surroundings extends Pick<Stage, 'controlPlane' | 'cloudflare'> {
  readonly place: Place;
}

async function startOperator(surroundings: Surroundings, { terminal, signal }: Setting): Promise<Program> {
  const { place, controlPlane, cloudflare } = surroundings;
  return prepare(terminal, 'operator (usually 1 s)', async () => {
    const kubeconfig = `--kubeconfig=${controlPlane.kubeconfigPath}`;
    const url = `--cloudflare-api-url=${cloudflare.urls.baseUrl}`;
    const operator = startProgram(
      ['run', kubeconfig, url, '--cluster-name=demo', '--metrics-port=0', '--health-port=0'],
      place,
    );
    const isWatching = async (): Promise<boolean> => {
      await operator.assertRunning();
      return (await operator.output()).includes('caches are filled');
    };
    await awaitThat(isWatching, { until: 'the operator has filled its caches', timeoutMs: startTimeoutMs, signal });
    return { result: operator, said: 'operator, watching the API server' };
  });
}

async function read(kubectl: Kubectl, args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await kubectl(args);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} failed:\n${stderr.trimEnd()}`);
  return stdout;
}
