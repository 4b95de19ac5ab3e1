import { readdir } from 'node:fs/promises';
import { readMemory } from '../memory.ts';
import { median } from '../percentile.ts';

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
  /** The median of the second quarter, when everything has been in use for a while, and of the last one. */
  readonly early: number;
  readonly late: number;
  readonly isFlat: boolean;
}

/**
 * What comes and goes again counts for nothing: the heap between two collections; and connections, of which there may be 16 to
 * Cloudflare and 10 to the API server.
 */
const slack = { anonymousMiB: 6, fileHandles: 26 } as const;

/** Whether a process holds no more at the end than it did early on; at least eight samples are needed. */
export function courseOf(samples: readonly Sample[], of: keyof typeof slack): Course {
  const quarter = Math.floor(samples.length / 4);
  if (quarter < 2) throw new Error('There are too few samples to say anything');
  const values = samples.map((sample) => sample[of]);
  const [early, late] = [median(values.slice(quarter, 2 * quarter)), median(values.slice(-quarter))];
  return { early, late, isFlat: late <= early + slack[of] };
}
