import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Guard } from '../../test/control-plane/guard.ts';
import { nodeEnvironment, nodeFlags } from '../node-flags.ts';

export interface Program {
  readonly pid: number;
  readonly logPath: string;
  /** Everything that it has written so far. */
  readonly output: () => Promise<string>;
  /** Throws, with the end of its log, when it has ended. */
  readonly assertRunning: () => Promise<void>;
}

export interface Place {
  /** Where its log goes. */
  readonly directory: string;
  /** Ends it, however this process ends. */
  readonly guard: Guard;
  /** Nothing starts any more once it is aborted: what the guard ends then must be all that there is. */
  readonly signal: AbortSignal;
}

const bundlePath = join(import.meta.dirname, '..', '..', 'dist', 'main.mjs');

/**
 * Starts a verb of the bundle in a process of its own, and in a group of its own, so that Ctrl-C reaches the demo alone.
 * Nothing of the user's environment may change what is shown, and no credential in it may reach the operator.
 */
export function startProgram([verb, ...options]: readonly [string, ...string[]], place: Place): Program {
  place.signal.throwIfAborted();
  const logPath = join(place.directory, `${verb}.log`);
  const log = openSync(logPath, 'a');
  const child = spawn(process.execPath, [...nodeFlags, bundlePath, verb, ...options], {
    cwd: place.directory,
    env: { HOME: place.directory, ...nodeEnvironment },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`Cannot start ${basename(process.execPath)}`);
  place.guard.add(child.pid);
  child.on('error', () => undefined).unref();
  return {
    pid: child.pid,
    logPath,
    output: () => readFile(logPath, 'utf8'),
    assertRunning: async () => assertRunning(child, { verb, logPath }),
  };
}

async function assertRunning(child: ChildProcess, { verb, logPath }: { verb: string; logPath: string }): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) return;
  const how = child.exitCode === null ? `by ${child.signalCode}` : `with exit code ${child.exitCode}`;
  throw new Error(`"${verb}" has ended ${how}. The end of its log:\n${lastLines(await readFile(logPath, 'utf8'))}`);
}

export const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-15).join('\n');
