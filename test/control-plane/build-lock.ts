import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 5_000;
const pollMs = 250;
const reportEveryMs = 5_000;

export interface LockOptions {
  /** What the holder does, for those who wait. */
  readonly task: string;
  readonly onWait: (line: string) => void;
  /** A lock that showed no sign of life for so long is taken over. */
  readonly staleAfterMs?: number;
}

interface Holder {
  readonly pid: number;
  readonly task: string;
  readonly since: number;
}

/**
 * Runs `work` while no other process on this machine runs it under the same lock file.
 *
 * A lock is stale once its process is gone, or once its heartbeat stopped: process ids are used again, and mean nothing
 * to another container that shares the folder. Two who find a lock stale at the same instant may both go ahead. The work
 * must therefore be harmless when done twice; the lock only saves the minutes.
 */
export async function withBuildLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const own: Holder = { pid: process.pid, task: options.task, since: Date.now() };
  await acquire(path, own, options);
  const heartbeat = setInterval(() => void touch(path), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    const holder = await readHolder(path);
    if (holder?.pid === own.pid && holder.since === own.since) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: Holder, { onWait, staleAfterMs = 60_000 }: LockOptions): Promise<void> {
  let lastReport = -Infinity;
  while (!(await tryCreate(path, own))) {
    if (await isStale(path, staleAfterMs)) {
      await rm(path, { force: true });
      continue;
    }
    if (performance.now() - lastReport >= reportEveryMs) {
      lastReport = performance.now();
      onWait(describeWait(await readHolder(path)));
    }
    await sleep(pollMs);
  }
}

async function tryCreate(path: string, own: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string, staleAfterMs: number): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return false;
  if (Date.now() - file.mtimeMs > staleAfterMs) return true;
  const holder = await readHolder(path);
  return holder !== undefined && !isAlive(holder.pid);
}

/** Nothing while the file is being written or was just removed. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function describeWait(holder: Holder | undefined): string {
  if (holder === undefined) return 'Waiting for another process, which has just begun to build';
  const seconds = Math.round((Date.now() - holder.since) / 1000);
  return `Waiting for process ${holder.pid}, which has been building ${holder.task} for ${seconds} s`;
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
