import { readFile } from 'node:fs/promises';

export interface Memory {
  /** Pages of its own, which no file backs: heap, stacks, buffers. */
  readonly anonymousMiB: number;
  /** All resident pages, the program's text and its libraries included. */
  readonly residentMiB: number;
  /** The most that was ever resident. */
  readonly peakMiB: number;
}

/** Linux alone tells these. */
export async function readMemory(pid: number): Promise<Memory> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (field: string): number => {
    const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text) ?? [];
    if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no ${field}`);
    return Number(kibibytes) / 1024;
  };
  return { anonymousMiB: read('RssAnon'), residentMiB: read('VmRSS'), peakMiB: read('VmHWM') };
}
