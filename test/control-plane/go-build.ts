import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { argumentsOf, readGoModule } from './go-module.ts';
import type { GoModule } from './go-module.ts';
import type { Guard } from './guard.ts';

const signOfLifeMs = 5_000;

export interface Build<Name extends string> {
  readonly names: readonly Name[];
  readonly intoDirectory: string;
  /** Ends the compiler should this process die. */
  readonly guard: Guard;
  readonly onProgress: (line: string) => void;
}

/** Gives what puts one file for each name into the folder. */
export function goBuild<Name extends string>(module: GoModule<Name>): (build: Build<Name>) => Promise<void> {
  return async ({ names, intoDirectory, guard, onProgress }) => {
    const what = names.join(', ');
    const { version } = await readGoModule(module);
    const output: Output = { lines: [], startedAt: performance.now() };
    const usual = inWords(names.reduce((sum, name) => sum + module.usualBuildSeconds[name], 0));
    onProgress(`Building ${what} ${version} from Go modules: about ${usual} on two cores, once per version`);
    const ticker = setInterval(() => onProgress(`Building ${what}: ${describeProgress(output)}`), signOfLifeMs);
    try {
      for (const build of module.builds(names, { intoDirectory, version })) {
        const exitCode = await runGo(argumentsOf(build), { directory: module.directory, guard, output });
        if (exitCode !== 0) throw new Error(`go ended with ${exitCode}:\n${lastLines(output)}\n${module.waysOut}`);
      }
      onProgress(`Built ${what} in ${inWords(secondsSince(output.startedAt))}`);
    } catch (error) {
      const why = isMissingProgram(error) ? `no Go on the PATH. ${module.waysOut}` : messageOf(error);
      throw new Error(`Cannot build ${what}: ${why}`, { cause: error });
    } finally {
      clearInterval(ticker);
    }
  };
}

interface Output {
  readonly lines: string[];
  readonly startedAt: number;
}

interface Place {
  readonly directory: string;
  readonly guard: Guard;
  readonly output: Output;
}

async function runGo(args: readonly string[], { directory, guard, output }: Place): Promise<number | null> {
  const go = spawn('go', args, {
    cwd: directory,
    env: goEnvironment(process.env),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(go, 'close');
  if (go.pid !== undefined) guard.add(go.pid);
  collectLines(go.stderr, output);
  try {
    await ended;
    return go.exitCode;
  } finally {
    if (go.pid !== undefined) guard.release(go.pid);
  }
}

/** A user's target platform or workspace must not reach this build: the binaries run here, from this module. */
function goEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = environment;
  return { ...rest, CGO_ENABLED: '0', GOWORK: 'off' };
}

function collectLines(stream: Readable, { lines }: Output): void {
  createInterface(stream).on('line', (line) => lines.push(line));
}

/** With -v, go prints a line for each package that it compiles, among others such as `go: downloading …`. */
function describeProgress({ lines, startedAt }: Output): string {
  const packages = lines.filter((line) => !line.startsWith('go: ')).length;
  return `${inWords(secondsSince(startedAt))} so far, ${packages} packages compiled, at ${lines.at(-1) ?? 'the start'}`;
}

function lastLines({ lines }: Output): string {
  return lines.slice(-20).join('\n');
}

function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1000);
}

function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
