import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { K3sContainer } from '@testcontainers/k3s';
import { inject } from 'vitest';
import { failed, type Result, success } from '../../../src/core/result.ts';
import { runClient } from '../../control-plane/run-client.ts';
import { openHelm } from '../../helm/helm.ts';
import type { OperatorImage } from './operator-image.ts';

const k3sImage = 'rancher/k3s:v1.31.2-k3s1';

export interface K3s {
  /** What it prints; throws what it complains of. */
  readonly kubectl: (args: readonly string[], stdin?: string) => Promise<string>;
  readonly helm: (args: readonly string[], stdin?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** A whole Kubernetes, with a kubelet that runs pods, in a container that has the image loaded; or why that is not to be had here. */
export async function startK3s(image: OperatorImage): Promise<Result<K3s, string>> {
  const problem = await problemWith(image);
  if (problem !== undefined) return failed(problem);
  const folder = await mkdtemp(join(tmpdir(), 'k3s-'));
  const archive = join(folder, 'image.tar');
  await image.docker('save', '--output', archive, image.name);
  const container = await new K3sContainer(k3sImage).start();
  await container.copyFilesToContainer([{ source: archive, target: '/tmp/image.tar' }]);
  const loaded = await container.exec(['ctr', '--namespace=k8s.io', 'images', 'import', '/tmp/image.tar']);
  if (loaded.exitCode !== 0) throw new Error(`The image cannot be loaded into K3s: ${loaded.output}`);

  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, container.getKubeConfig(), { mode: 0o600 });
  const path = inject('kubectlPath');
  const helm = await openHelm('helm4', kubeconfigPath);
  return success({
    kubectl: async (args, stdin = '') => {
      const { exitCode, stdout, stderr } = await runClient(args, { path, kubeconfigPath, directory: folder, stdin });
      if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
      return stdout;
    },
    helm: helm.ok,
    stop: async () => {
      await helm.close();
      await container.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** What K3s needs and this daemon has not. */
async function problemWith({ origin, docker, name }: OperatorImage): Promise<string | undefined> {
  if (origin === 'Ours')
    return 'K3s needs a Docker daemon with a registry and privileged containers, and none answers here';
  return (
    (await problemOf(docker('pull', '--quiet', k3sImage), `${k3sImage} cannot be pulled`)) ??
    (await problemOf(docker('run', '--rm', '--privileged', name, 'version'), 'no privileged containers may run'))
  );
}

async function problemOf(work: Promise<string>, what: string): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return `${what}: ${(error as Error).message}`;
  }
}
