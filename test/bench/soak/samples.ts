import { readdir } from 'node:fs/promises';
import { readMemory } from '../memory.ts';

/** What a process holds at one moment. */
export interface Sample {
  readonly atSeconds: number;
  readonly anonymousMiB: number;
  readonly fileHandles: number;
}

/** Linux alone tells these. */
export async function takeSample(pid: number, atSeconds: number): Promise<Sample> {
  const [{ anonymousMiB }, handles] = await Promise.all([readMemory(pid), readdir(`/proc/${pid}/fd`)]);
  return { atSeconds, anonymousMiB, fileHandles: handles.length };
}

interface Course {
  /** The most in the second third of the time, when everything has been in use for a while, and in the last one. */
  readonly middle: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** So much more may be chance: another moment between two collections, or some more connections. */
const slack = { anonymousMiB: 4, fileHandles: 8 } as const;

/**
 * Whether a process that takes and gives back makes no new highs: what leaks does, all the time. At least nine samples are needed.
 */
export function courseOf(samples: readonly Sample[], of: keyof typeof slack): Course {
  const third = Math.floor(samples.length / 3);
  if (third < 3) throw new Error('There are too few samples to say anything');
  const values = samples.map((sample) => sample[of]);
  const [middle, last] = [Math.max(...values.slice(third, 2 * third)), Math.max(...values.slice(-third))];
  return { middle, last, isFlat: last <= middle + slack[of] };
}
