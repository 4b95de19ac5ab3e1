import { access, constants, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import type { Build } from './go-build.ts';
import { guardDirectory } from './guard.ts';

export interface CacheBuild<Name extends string> {
  readonly names: readonly Name[];
  readonly build: (build: Build<Name>) => Promise<void>;
  readonly onProgress: (line: string) => void;
}

/**
 * Afterwards the folder holds every binary named. Each appears whole or not at all, so an end in the middle costs time
 * and nothing else; a second process waits for the first instead of building the same.
 */
export async function buildIntoCache<Name extends string>(
  directory: string,
  { names, build, onProgress }: CacheBuild<Name>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lock = { task: names.join(', '), onWait: onProgress };
  await withBuildLock(join(directory, 'build.lock'), lock, async () => {
    const missing = await findMissing(directory, names);
    if (missing.length === 0) return;

    const intoDirectory = await mkdtemp(join(directory, 'building-'));
    const guard = guardDirectory(intoDirectory);
    try {
      await build({ names: missing, intoDirectory, guard, onProgress });
      for (const name of missing) await rename(join(intoDirectory, name), join(directory, name));
    } finally {
      await guard.end();
    }
  });
}

export async function findMissing<Name extends string>(directory: string, names: readonly Name[]): Promise<Name[]> {
  const found = await Promise.all(names.map((name) => isExecutable(join(directory, name))));
  return names.filter((_, index) => !found[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
