import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildIntoCache, findMissing } from './build-into-cache.ts';
import { goBuild } from './go-build.ts';
import { readGoModule } from './go-module.ts';
import { kubernetesModule } from './kubernetes-module.ts';
import type { BinaryName } from './kubernetes-module.ts';

export type { BinaryName } from './kubernetes-module.ts';

/**
 * Paths of the binaries asked for. Each comes from the folder that KUBEBUILDER_ASSETS names, else from the user's cache,
 * else it is built there from the Go module in this folder, which takes minutes. Rejects when KUBEBUILDER_ASSETS leads
 * nowhere, when Go is missing, or when the build fails; the message names the ways out.
 */
export async function findOrBuildBinaries<Name extends BinaryName>(
  names: readonly Name[],
  { onProgress }: { readonly onProgress: (line: string) => void },
): Promise<Record<Name, string>> {
  const assets = await readAssetsDirectory(process.env);
  const { cache } = await readGoModule(kubernetesModule);

  // The assets of the controller-runtime project hold no kube-controller-manager, so each name is looked up by itself.
  const notInAssets = assets === undefined ? [...names] : await findMissing(assets, names);
  if (assets !== undefined && notInAssets.length > 0) {
    onProgress(`KUBEBUILDER_ASSETS has no ${notInAssets.join(', ')}: using those of the cache`);
  }
  const notInCache = await findMissing(cache, notInAssets);
  if (notInCache.length > 0)
    await buildIntoCache(cache, { names: notInCache, build: goBuild(kubernetesModule), onProgress });

  const missing = new Set<BinaryName>(notInAssets);
  const paths = names.map((name) => [name, join(missing.has(name) ? cache : (assets ?? cache), name)]);
  return Object.fromEntries(paths) as Record<Name, string>;
}

async function readAssetsDirectory(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const directory = environment['KUBEBUILDER_ASSETS'];
  if (directory === undefined || directory === '') return undefined;
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory()) return resolve(directory);
  throw new Error(
    `KUBEBUILDER_ASSETS names "${directory}", which is no folder: correct it, or unset it to use the cache`,
  );
}
