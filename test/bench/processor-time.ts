import { readdir, readFile } from 'node:fs/promises';

/** In ticks, since the machine began and since our programs did. */
export interface ProcessorTime {
  /** Of all processors together, idle or not. */
  readonly passed: number;
  readonly busy: number;
  /** What this process and its children have used, ended ones included. */
  readonly ours: number;
}

/** Ticks a second, on every Linux there is (sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

/** What one process has used of the processors since it began, in seconds; 0 where nobody can tell. */
export const processorSecondsOf = async (pid: number): Promise<number> =>
  (await readStat(String(pid))).ticks / ticksPerSecond;

/** Linux alone tells it; undefined elsewhere. */
export async function readProcessorTime(): Promise<ProcessorTime | undefined> {
  try {
    const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
    const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...interrupts] = line
      .split(/ +/)
      .slice(1, 8)
      .map(Number);
    const busy = [user, nice, system, ...interrupts].reduce((sum, ticks) => sum + ticks, 0);
    const stats = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readStat));
    const ours = stats.filter(({ pid, parent }) => pid === process.pid || parent === process.pid);
    return { passed: busy + idle + waiting, busy, ours: ours.reduce((sum, { ticks }) => sum + ticks, 0) };
  } catch {
    return undefined;
  }
}

/** How much of the machine other programs have used between the two, from 0 to 1: what is measured meanwhile is slower by it. */
export function shareOfOthers(before: ProcessorTime, after: ProcessorTime): number {
  const others = after.busy - before.busy - (after.ours - before.ours);
  return Math.max(0, others) / (after.passed - before.passed);
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** Fields as proc_pid_stat(5) has them: the second is a name in brackets, which may hold anything. */
async function readStat(pid: string): Promise<Stat> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1] ?? 0), ticks };
}
