import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startControlPlane } from './control-plane.ts';
import { isRunning } from './is-running.ts';
import { waitUntil } from './wait-until.ts';

const bootAndWait = fileURLToPath(new URL('./boot-and-wait.ts', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cleanup-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a control plane leaves no process and no file behind', () => {
  it('when it is stopped', async () => {
    const { pids, stop } = await startControlPlane({ controllers: true, directory: folder });
    await stop();
    expect(Object.values(pids).filter(isRunning)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('when it is stopped while the API server is frozen', async () => {
    const { pids, pause, stop } = await startControlPlane({ directory: folder });
    pause();
    await stop();
    expect(Object.values(pids).filter(isRunning)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('when its parent is ended by %s', async (signal) => {
    const parent = startParent();
    const { pids, directory } = await readReport(parent);
    expect(pids.filter(isRunning)).toEqual(pids);

    parent.kill(signal);
    await waitUntil(async () => !pids.some(isRunning) && !existsSync(directory), {
      until: 'servers and folder are gone',
      timeoutMs: 10_000,
    });
  });

  it('when its parent forgets to stop it, and is not kept from ending', async () => {
    const parent = startParent('and-end');
    const { pids, directory } = await readReport(parent);
    await waitUntil(async () => parent.exitCode !== null && !pids.some(isRunning) && !existsSync(directory), {
      until: 'parent, servers and folder are gone',
      timeoutMs: 10_000,
    });
    expect(parent.exitCode).toBe(0);
  });

  it('when its parent is killed during the boot', async () => {
    const parent = startParent();
    await waitUntil(async () => (await findLogs()).length > 0, { until: 'the first server starts', timeoutMs: 10_000 });
    parent.kill('SIGKILL');
    await waitUntil(async () => (await readdir(folder)).length === 0, {
      until: 'the folder is gone',
      timeoutMs: 10_000,
    });
  });
});

function startParent(...args: string[]) {
  const env = { ...process.env, TMPDIR: folder };
  return spawn(process.execPath, [bootAndWait, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function readReport(parent: ReturnType<typeof startParent>): Promise<{ pids: number[]; directory: string }> {
  const [line] = await once(createInterface(parent.stdout), 'line');
  return JSON.parse(line);
}

async function findLogs(): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.log'));
}
