import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { guardDirectory } from '../control-plane/guard.ts';
import { installCrds } from '../support/crds.ts';
import { kubeClient, type KubeClient } from '../support/kube-client.ts';
import { kubeObjects } from '../support/kube-objects.ts';
import { type Cloudflare, startCloudflare } from './cloudflare.ts';
import type { Place } from './program.ts';

/** Everything but the operator, which most scenarios start and stop themselves. */
export interface Stage {
  readonly controlPlane: ControlPlane;
  readonly client: KubeClient;
  readonly cloudflare: Cloudflare;
  readonly place: Place;
  /** A folder for CPU profiles of the operator, if they are wanted. */
  readonly profilesPath: string | undefined;
  /** What part of the load is made: 1 but for trials. */
  readonly scale: number;
  readonly say: (line: string) => void;
}

export interface StageOptions extends Pick<Stage, 'say' | 'profilesPath' | 'scale'> {
  /** Takes what must be done in the end, whatever happens in between. */
  readonly atEnd: (stop: () => Promise<void>) => void;
}

const root = join(import.meta.dirname, '..', '..');

/** The operator's own, where it keeps its digest key. */
const operatorNamespace = 'secrets-store-system';

export async function setStage({ say, atEnd, profilesPath, scale }: StageOptions): Promise<Stage> {
  await buildBundle();
  const directory = await mkdtemp(join(tmpdir(), 'secrets-store-bench-'));
  const guard = guardDirectory(directory);
  atEnd(async () => guard.end());
  const place = { directory, guard };
  const [controlPlane, cloudflare] = await Promise.all([bootControlPlane({ say, atEnd }), startCloudflare(place)]);
  const client = kubeClient(controlPlane.kubeconfigPath);
  await kubeObjects(client, operatorNamespace).apply({ kind: 'Namespace', metadata: { name: operatorNamespace } });
  return { controlPlane, client, cloudflare, place, profilesPath, scale, say };
}

async function buildBundle(): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'tools', 'build.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [problems, [exitCode]] = await Promise.all([text(build.stderr), once(build, 'close')]);
  if (exitCode !== 0) throw new Error(`Cannot build dist/main.mjs:\n${problems.trimEnd()}`);
}

async function bootControlPlane({ say, atEnd }: Pick<StageOptions, 'say' | 'atEnd'>): Promise<ControlPlane> {
  const controlPlane = await startControlPlane({ kubectl: true, onProgress: say });
  atEnd(async () => controlPlane.stop());
  await installCrds(controlPlane);
  return controlPlane;
}
