import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BinaryName } from './kubernetes-module.ts';
import type { Guard } from './guard.ts';
import { waitUntil } from './wait-until.ts';

export interface ServerCommand {
  readonly name: BinaryName;
  readonly path: string;
  readonly arguments: readonly string[];
  /** Where it runs and writes `<name>.log`. */
  readonly directory: string;
  readonly guard: Guard;
}

export interface ServerProcess {
  readonly name: BinaryName;
  readonly pid: number;
  readonly logPath: string;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

/** It gets a group of its own, so that Ctrl-C reaches the tests alone and they still have servers to clean up with. */
export function startServer(command: ServerCommand): ServerProcess {
  const logPath = join(command.directory, `${command.name}.log`);
  const log = openSync(logPath, 'a');
  const child = spawn(command.path, command.arguments, {
    cwd: command.directory,
    // etcd takes options from ETCD_*, the others from KUBE*: none of the user's must reach them.
    env: { PATH: process.env['PATH'], HOME: command.directory, TMPDIR: command.directory },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  if (child.pid === undefined)
    throw new Error(`Cannot start ${command.name}: ${command.path} does not run on this machine`);
  command.guard.add(child.pid);
  child.unref();
  return { name: command.name, pid: child.pid, logPath, child, ended };
}

export async function killServer(server: ServerProcess, guard: Guard): Promise<void> {
  server.child.kill('SIGKILL');
  server.child.ref();
  await server.ended;
  guard.release(server.pid);
}

/** Rejects at once when the process ends; the message shows the end of its log. */
export async function waitUntilReady(server: ServerProcess, isReady: () => Promise<boolean>): Promise<void> {
  const condition = async (): Promise<boolean> => {
    if (server.child.exitCode === null && server.child.signalCode === null) return isReady();
    throw new Error(
      `${server.name} ended while it started (${describeEnd(server.child)}). ${await describeLog(server)}`,
    );
  };
  await waitUntil(condition, {
    until: `${server.name} is ready`,
    timeoutMs: 60_000,
    explain: () => describeLog(server),
  });
}

async function describeLog({ child, logPath }: ServerProcess): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).trimEnd().split('\n');
  const wayOut = `If the binary itself is at fault, remove ${child.spawnfile}: the next start builds it anew`;
  return `The end of its log:\n${lines.slice(-15).join('\n')}\n${wayOut}`;
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return exitCode === null ? `by ${signalCode}` : `exit code ${exitCode}`;
}
