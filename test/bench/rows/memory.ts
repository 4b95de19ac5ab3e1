import { setTimeout as sleep } from 'node:timers/promises';
import { mebibytes } from '../amounts.ts';
import { writeCrowd } from '../crowd.ts';
import { type Memory, readMemory } from '../memory.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import type { Operator } from '../operator.ts';
import type { Measurement, Row } from '../row.ts';
import type { Stage } from '../stage.ts';

export const row: Row = {
  name: 'Anonymous memory with 20,000 unrelated Secrets of 1.5 kB and 1,000 resources: after their sync / after a restart',
  target: '≤ 45 MiB',
  externalSecrets: '85 MiB',
};

export const crowdSize = 20_000;
const limitMiB = 45;

export interface Settled {
  readonly memory: Memory;
  readonly seconds: number;
}

/** Of an operator that has synced the resources and has seen every one of the Secrets come. */
export async function measureAfterSync(stage: Stage, operator: Operator) {
  const writeSeconds = await writeCrowd(stage, crowdSize);
  return { writeSeconds, ...(await untilSettled(operator.pid)) };
}

export function judgeMemory(
  afterSync: Settled & { readonly writeSeconds: number },
  afterRestart: Settled,
): Measurement {
  const figures = [afterSync.memory.anonymousMiB, afterRestart.memory.anonymousMiB];
  return {
    measured: figures.map(mebibytes).join(' / '),
    isMet: Math.max(...figures) <= limitMiB,
    details: { afterSync, afterRestart },
  };
}

const steadyMs = 10_000;
const longestMs = 45_000;

/** Until it has not changed by a quarter of a mebibyte for ten seconds, or three quarters of a minute have gone. */
export async function untilSettled(pid: number): Promise<Settled> {
  const beganMs = monotonicMs();
  let memory = await readMemory(pid);
  for (let steadySinceMs = beganMs; ;) {
    await sleep(500);
    const now = await readMemory(pid);
    if (Math.abs(now.anonymousMiB - memory.anonymousMiB) > 0.25) [memory, steadySinceMs] = [now, monotonicMs()];
    const isOver = monotonicMs() - steadySinceMs > steadyMs || monotonicMs() - beganMs > longestMs;
    if (isOver) return { memory: now, seconds: (monotonicMs() - beganMs) / 1000 };
  }
}
