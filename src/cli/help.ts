import { describeOptions } from '../config.ts';
import { emulatorOptions } from './emulator-options.ts';
import { runOptions } from './run-options.ts';

/** What `--help` prints for a verb; all of it where the verb is unknown. */
export function help(verb: string): string {
  switch (verb) {
    case 'run':
      return `Syncs Kubernetes Secrets into Cloudflare's Secrets Store.

Usage: secrets-store-operator [run] [options]
       secrets-store-operator emulator [options]
       secrets-store-operator version

Options of run, by flag or by environment variable:
${describeOptions(runOptions)}`;
    case 'emulator':
      return `Serves a local Secrets Store API, for tests and trials. The first line on stdout is JSON with its baseUrl.

Usage: secrets-store-operator emulator [options]

Options:
${describeOptions(emulatorOptions)}`;
    default:
      return `${help('run')}\n\n${help('emulator')}`;
  }
}
