import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeEnvironment, nodeFlags } from '../../tools/node-flags.ts';
import { readMemory } from './memory.ts';

export interface EmulatorProcess {
  readonly baseUrl: string;
  readonly adminUrl: string;
  /** What it holds of the machine's memory. */
  readonly residentMiB: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/**
 * The emulator as it is shipped, in a process of its own, on a free port of 127.0.0.1. Node gets the operator's flags, and saves
 * memory besides: with a young generation of its usual size what waits to be collected comes and goes by 60 MiB, and with a heap
 * that is compacted less by some more, and hides what stays.
 */
export async function startEmulatorProcess(flags: readonly string[]): Promise<EmulatorProcess> {
  const child = spawn(
    process.execPath,
    [...nodeFlags, '--optimize-for-size', 'dist/main.mjs', 'emulator', '--port=0', ...flags],
    {
      env: nodeEnvironment,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    ended.then(() => Promise.reject(new Error('The emulator ended before it said where it listens'))),
  ]);
  return {
    ...(JSON.parse(line) as Readonly<{ baseUrl: string; adminUrl: string }>),
    residentMiB: async () => (await readMemory(child.pid ?? 0)).residentMiB,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
