import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../../test/control-plane/control-plane.ts';
import { guardDirectory } from '../../test/control-plane/guard.ts';
import { awaitThat } from './await-that.ts';
import type { Cloudflare } from './cloudflare.ts';
import { prepare, type Setting, startTimeoutMs } from './prepare.ts';
import { type Place, type Program, startProgram } from './program.ts';
import { startCloudflare } from './start-cloudflare.ts';

/** Everything that the story needs, each in a process of its own. */
export interface Stage {
  readonly controlPlane: ControlPlane;
  readonly cloudflare: Cloudflare;
  readonly operator: Program;
}

/** What does not need each other starts together. */
export async function setStage(setting: Setting): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'secrets-store-demo-'));
  const guard = guardDirectory(directory);
  setting.atEnd(async () => guard.end());
  const place = { directory, guard };
  const [controlPlane, cloudflare] = await Promise.all([startCluster(setting), startCloudflare(place, setting)]);
  const operator = await startOperator({ place, controlPlane, cloudflare }, setting);
  return { controlPlane, cloudflare, operator };
}

async function startCluster({ terminal, atEnd }: Setting): Promise<ControlPlane> {
  const controlPlane = await prepare(terminal, 'etcd and kube-apiserver (usually 3 s)', async (task) => {
    const started = await startControlPlane({ kubectl: true, onProgress: task.say });
    atEnd(async () => started.stop());
    const { gitVersion } = JSON.parse(await read(started, ['get', '--raw', '/version'])) as { gitVersion: string };
    return { result: started, said: `etcd and kube-apiserver ${gitVersion}, at ${started.server}` };
  });
  await prepare(terminal, 'custom resources (usually 1 s)', async () => {
    await read(controlPlane, ['apply', '--server-side', '-f', 'crds']);
    await read(controlPlane, ['wait', '--for=condition=Established', '--timeout=30s', '-f', 'crds']);
    return { result: undefined, said: 'custom resources, from crds/' };
  });
  return controlPlane;
}

interface Surroundings extends Pick<Stage, 'controlPlane' | 'cloudflare'> {
  readonly place: Place;
}

async function startOperator(surroundings: Surroundings, { terminal, signal }: Setting): Promise<Program> {
  const { place, controlPlane, cloudflare } = surroundings;
  return prepare(terminal, 'operator (usually 1 s)', async () => {
    const kubeconfig = `--kubeconfig=${controlPlane.kubeconfigPath}`;
    const url = `--cloudflare-api-url=${cloudflare.urls.baseUrl}`;
    const operator = startProgram(['run', kubeconfig, url, '--cluster-name=demo'], place);
    const isWatching = async (): Promise<boolean> => {
      await operator.assertRunning();
      return (await operator.output()).includes('caches are filled');
    };
    await awaitThat(isWatching, { until: 'the operator has filled its caches', timeoutMs: startTimeoutMs, signal });
    return { result: operator, said: 'operator, watching the API server' };
  });
}

async function read({ kubectl }: ControlPlane, args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await kubectl(args);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} failed:\n${stderr.trimEnd()}`);
  return stdout;
}
