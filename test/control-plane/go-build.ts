import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { goBuildArguments, moduleDirectory, readGoModule, usualDurationSeconds } from './go-module.ts';
import type { BinaryName } from './go-module.ts';
import type { Guard } from './guard.ts';

const signOfLifeMs = 5_000;
const waysOut = 'Install Go (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder that holds the binaries';

export interface Build {
  readonly names: readonly BinaryName[];
  readonly intoDirectory: string;
  /** Ends the compiler should this process die. */
  readonly guard: Guard;
  readonly onProgress: (line: string) => void;
}

/** Puts one file for each name into the folder; one `go build` for all, since they share most packages. */
export async function goBuild({ names, intoDirectory, guard, onProgress }: Build): Promise<void> {
  const what = names.join(', ');
  const { version } = await readGoModule();
  const go = spawn('go', goBuildArguments(names, intoDirectory, version), {
    cwd: moduleDirectory,
    env: goEnvironment(process.env),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(go, 'close');
  if (go.pid !== undefined) guard.add(go.pid);

  const output = collectLines(go.stderr);
  const usual = inWords(usualDurationSeconds(names));
  onProgress(`Building ${what} ${version} from Go modules: about ${usual} on two cores, once per version`);
  const ticker = setInterval(() => onProgress(`Building ${what}: ${describeProgress(output)}`), signOfLifeMs);
  try {
    const [exitCode] = await ended;
    if (exitCode !== 0)
      throw new Error(`Cannot build ${what}: go ended with ${exitCode}:\n${lastLines(output)}\n${waysOut}`);
    onProgress(`Built ${what} in ${inWords(secondsSince(output.startedAt))}`);
  } catch (error) {
    if (isMissingProgram(error))
      throw new Error(`Cannot build ${what}: no Go on the PATH. ${waysOut}`, { cause: error });
    throw error;
  } finally {
    clearInterval(ticker);
    if (go.pid !== undefined) guard.release(go.pid);
  }
}

/** A user's target platform or workspace must not reach this build: the binaries run here, from this module. */
function goEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = environment;
  return { ...rest, CGO_ENABLED: '0', GOWORK: 'off' };
}

interface Output {
  readonly lines: string[];
  readonly startedAt: number;
}

function collectLines(stream: Readable): Output {
  const output: Output = { lines: [], startedAt: performance.now() };
  createInterface(stream).on('line', (line) => output.lines.push(line));
  return output;
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

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
