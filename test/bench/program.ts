import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guard } from '../control-plane/guard.ts';

export interface Place {
  /** Where logs go. */
  readonly directory: string;
  /** Ends what runs there, however this process ends. */
  readonly guard: Guard;
}

export interface Command {
  /** Names the log. */
  readonly name: string;
  /** Flags of Node, the file, and its own arguments. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether messages go to and fro; where none do, the program does not know that it could. */
  readonly channel: 'Messages' | 'None';
}

export interface Program {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Everything that it has written so far. */
  readonly output: () => Promise<string>;
  /** Asks it to end, makes it end if that takes long, and resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

const patienceMs = 15_000;

/** Starts Node in a group of its own, so that Ctrl-C reaches the bench alone, and with nothing of the user's environment. */
export function startProgram({ name, words, environment = {}, channel }: Command, place: Place): Program {
  const logPath = join(place.directory, `${name}.log`);
  const log = openSync(logPath, 'a');
  const child = spawn(process.execPath, words, {
    cwd: place.directory,
    env: { HOME: place.directory, ...environment },
    detached: true,
    stdio: channel === 'Messages' ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${name}`);
  place.guard.add(pid);
  child.unref();
  const ended = once(child, 'exit');
  return {
    pid,
    child,
    output: async () => readFile(logPath, 'utf8'),
    stop: async () => {
      child.ref();
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(impatience);
      place.guard.release(pid);
    },
  };
}
