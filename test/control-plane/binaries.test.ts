import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findOrBuildBinaries } from './binaries.ts';

let folder: string;
const progress: string[] = [];
const onProgress = (line: string): void => void progress.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binaries-'));
  progress.length = 0;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('takes what KUBEBUILDER_ASSETS has, and says what it has not', async () => {
  await writeFile(join(folder, 'etcd'), '', { mode: 0o755 });
  vi.stubEnv('KUBEBUILDER_ASSETS', folder);
  const paths = await findOrBuildBinaries(['etcd', 'kubectl'], { onProgress });
  expect(paths.etcd).toBe(join(folder, 'etcd'));
  expect(paths.kubectl).not.toContain(folder);
  expect(progress).toEqual(['KUBEBUILDER_ASSETS has no kubectl: using those of the cache']);
});

it('refuses a KUBEBUILDER_ASSETS that leads nowhere', async () => {
  vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'absent'));
  await expect(findOrBuildBinaries(['etcd'], { onProgress })).rejects.toThrow('unset it to use the cache');
});

it('names the ways out when it must build and there is no Go', async () => {
  vi.stubEnv('KUBEBUILDER_ASSETS', '');
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('PATH', folder);
  const found = findOrBuildBinaries(['etcd'], { onProgress });
  await expect(found).rejects.toThrow(/Cannot build etcd: no Go on the PATH. Install Go .* or set KUBEBUILDER_ASSETS/);
});
