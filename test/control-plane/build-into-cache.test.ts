import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildIntoCache } from './build-into-cache.ts';
import type { Build } from './go-build.ts';
import { waitUntil } from './wait-until.ts';

let cache: string;
let builds: number;
const progress: string[] = [];
const onProgress = (line: string): void => void progress.push(line);

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'build-'));
  builds = 0;
  progress.length = 0;
});

afterEach(async () => {
  await rm(cache, { recursive: true });
});

async function fakeBuild({ names, intoDirectory }: Build<string>): Promise<void> {
  builds += 1;
  for (const name of names) await writeFile(join(intoDirectory, name), 'whole', { mode: 0o755 });
}

it('builds what is missing, and nothing twice', async () => {
  await buildIntoCache(cache, { names: ['etcd', 'kubectl'], build: fakeBuild, onProgress });
  await buildIntoCache(cache, { names: ['etcd', 'kubectl'], build: fakeBuild, onProgress });
  expect(builds).toBe(1);
  expect((await readdir(cache)).sort()).toEqual(['etcd', 'kubectl']);
});

it('builds once for two who ask at once: the second says for whom it waits', async () => {
  let finish: (() => void) | undefined;
  const slow = async (build: Build<string>): Promise<void> => {
    await new Promise<void>((resolve) => (finish = resolve));
    await fakeBuild(build);
  };
  const first = buildIntoCache(cache, { names: ['etcd'], build: slow, onProgress });
  await waitUntil(async () => finish !== undefined, { until: 'the first builds', timeoutMs: 5_000 });
  const second = buildIntoCache(cache, { names: ['etcd'], build: slow, onProgress });
  await waitUntil(async () => progress.length > 0, { until: 'the second waits', timeoutMs: 5_000 });
  expect(progress[0]).toMatch(
    new RegExp(`^Waiting for process ${process.pid}, which has been building etcd for \\d+ s$`),
  );

  finish?.();
  await Promise.all([first, second]);
  expect(builds).toBe(1);
});

it('lets the next one build after a build that failed', async () => {
  const failing = buildIntoCache(cache, {
    names: ['etcd'],
    build: () => Promise.reject(new Error('no space')),
    onProgress,
  });
  await expect(failing).rejects.toThrow('no space');
  expect(await readdir(cache)).toEqual([]);
  await buildIntoCache(cache, { names: ['etcd'], build: fakeBuild, onProgress });
  expect(builds).toBe(1);
});

it('takes over the lock of a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['--eval', '']);
  await writeFile(join(cache, 'build.lock'), JSON.stringify({ pid, task: 'etcd', since: Date.now() }));
  await buildIntoCache(cache, { names: ['etcd'], build: fakeBuild, onProgress });
  expect(builds).toBe(1);
});

it('takes over a lock that has shown no sign of life, though its process id is in use', async () => {
  const lock = join(cache, 'build.lock');
  await writeFile(lock, JSON.stringify({ pid: process.pid, task: 'etcd', since: 0 }));
  const twoMinutesAgo = new Date(Date.now() - 120_000);
  await utimes(lock, twoMinutesAgo, twoMinutesAgo);
  await buildIntoCache(cache, { names: ['etcd'], build: fakeBuild, onProgress });
  expect(builds).toBe(1);
});

it('shows nothing half built after a kill in the middle, and the next one builds it', async () => {
  const module = new URL('./build-into-cache.ts', import.meta.url).href;
  const program = `
    import { writeFileSync } from 'node:fs';
    import { buildIntoCache } from ${JSON.stringify(module)};
    const build = async ({ intoDirectory }) => {
      writeFileSync(intoDirectory + '/etcd', 'half', { mode: 0o755 });
      await new Promise(() => setInterval(() => undefined, 60_000));
    };
    await buildIntoCache(${JSON.stringify(cache)}, { names: ['etcd'], build, onProgress: () => undefined });`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  const findHalf = async (): Promise<boolean> =>
    (await readdir(cache, { recursive: true })).some((path) => path.endsWith('/etcd'));
  await waitUntil(findHalf, { until: 'something is half built', timeoutMs: 10_000 });
  killed.kill('SIGKILL');
  expect(existsSync(join(cache, 'etcd'))).toBe(false);

  await buildIntoCache(cache, { names: ['etcd'], build: fakeBuild, onProgress });
  expect(await readFile(join(cache, 'etcd'), 'utf8')).toBe('whole');
  await waitUntil(async () => !(await findHalf()), { until: 'the half build is cleared away', timeoutMs: 10_000 });
});
