import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OwnError } from '../../src/runtime/own-error.ts';

export interface Options {
  readonly help: boolean;
  /** How the table is written. */
  readonly format: 'Text' | 'Markdown';
  readonly jsonPath: string;
  /** Names of scenarios; empty: all. */
  readonly only: readonly string[];
  readonly profilesPath: string | undefined;
  /** What part of the load is made, up to 1. */
  readonly scale: number;
}

export const help = `Measures the operator against a real Kubernetes API server and an emulated Cloudflare, within ten minutes,
and within fifteen with the scenario load.

Usage: npm run bench [-- options]

  --json <file>      where every figure goes (default: dist/bench.json)
  --markdown         print the table as docs/performance.md has it
  --only <names>     some scenarios, separated by commas
  --profile <folder> have the operator write a CPU profile there for each of its processes; it is slower then
  --scale <part>     of the scenario load, which runs only where it is named: so much of everything, from 0.01 to 1 (the default)

A missed target is shown and is no failure: the exit code is 0 if every row was measured.`;

const root = join(import.meta.dirname, '..', '..');

/** Throws an OwnError, one clear line, for anything that it does not know. */
export function readOptions(args: readonly string[], scenarioNames: readonly string[]): Options {
  const { values } = parse(args);
  const only = values.only?.split(',') ?? [];
  const unknown = only.find((name) => !scenarioNames.includes(name));
  if (unknown !== undefined)
    throw new OwnError(`There is no scenario "${unknown}"; there are ${scenarioNames.join(', ')}`);
  return {
    help: values.help ?? false,
    format: values.markdown ? 'Markdown' : 'Text',
    jsonPath: resolve(values.json ?? join(root, 'dist', 'bench.json')),
    only,
    profilesPath: values.profile === undefined ? undefined : resolve(values.profile),
    scale: readScale(values.scale),
  };
}

function readScale(text = '1'): number {
  const scale = Number(text);
  if (scale >= 0.01 && scale <= 1) return scale;
  throw new OwnError(`--scale is a number from 0.01 to 1, and not ${text.slice(0, 100)}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        markdown: { type: 'boolean' },
        json: { type: 'string' },
        only: { type: 'string' },
        profile: { type: 'string' },
        scale: { type: 'string' },
      },
    });
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\.$/);
    throw new OwnError(`${reason}; the bench knows --json, --markdown, --only, --profile and --scale`);
  }
}
