import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIntoCache, findMissing } from '../control-plane/build-into-cache.ts';
import { goBuild } from '../control-plane/go-build.ts';
import { readGoModule } from '../control-plane/go-module.ts';
import { type ClientResult, runClient } from '../control-plane/run-client.ts';
import { helmModule, type HelmName } from './helm-module.ts';

export type { HelmName } from './helm-module.ts';

export const helmNames = ['helm3', 'helm4'] as const satisfies readonly HelmName[];

/** How long a test may wait for `findOrBuildHelms`. */
export const helmBuildTimeoutMs = 20 * 60_000;

/** Paths of both Helms: from the user's cache, else built there from the Go module in this folder, which takes minutes. */
async function findOrBuildHelms(
  onProgress = (line: string): void => void process.stderr.write(`[helm] ${line}\n`),
): Promise<Readonly<Record<HelmName, string>>> {
  const { cache } = await readGoModule(helmModule);
  const missing = await findMissing(cache, helmNames);
  if (missing.length > 0) await buildIntoCache(cache, { names: missing, build: goBuild(helmModule), onProgress });
  return { helm3: join(cache, 'helm3'), helm4: join(cache, 'helm4') };
}

export type Helm = Awaited<ReturnType<typeof openHelm>>;

/** One of them, with a home of its own, for a cluster where it is given one. */
export async function openHelm(name: HelmName, kubeconfigPath = '') {
  const { [name]: path } = await findOrBuildHelms();
  const directory = await mkdtemp(join(tmpdir(), 'helm-'));
  const run = async (args: readonly string[], stdin = ''): Promise<ClientResult> =>
    runClient(args, { path, kubeconfigPath, directory, stdin });
  return {
    name,
    path,
    /** Resolves whatever the exit code is. */
    run,
    /** What it prints; throws what it complains of. */
    ok: async (args: readonly string[], stdin = ''): Promise<string> => {
      const { exitCode, stdout, stderr } = await run(args, stdin);
      if (exitCode !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
      return stdout;
    },
    close: async (): Promise<void> => rm(directory, { recursive: true, force: true }),
  };
}
