import { describeOptions } from '../config.ts';
import { emulatorOptions } from './emulator-options.ts';
import { inventoryOptions } from './inventory-options.ts';
import { runOptions } from './run-options.ts';

/** What `--help` prints for a verb; all of it where the verb is unknown. */
export function help(verb: string): string {
  switch (verb) {
    case 'run':
      return `Syncs Kubernetes Secrets into Cloudflare's Secrets Store.

Usage: secrets-store-operator [run] [options]
       secrets-store-operator inventory [--store KIND/NAMESPACE/NAME …] [options]
       secrets-store-operator emulator [options]
       secrets-store-operator version

Options of run, by flag or by environment variable:
${describeOptions(runOptions)}`;
    case 'inventory':
      return `Prints what each store holds: ours by resource, orphans, other clusters', unmarked. It only reads, and shows no value.

Usage: secrets-store-operator inventory [--store KIND/NAMESPACE/NAME …] [options]

Exit code: 0 all stores are told of, 1 one could not be read, 2 the command cannot be carried out.

Options of inventory, by flag or by environment variable:
${describeOptions(inventoryOptions)}`;
    case 'emulator':
      return `Serves a local Secrets Store API, for tests and trials. The first line on stdout is JSON with its baseUrl.

Usage: secrets-store-operator emulator [options]

Options:
${describeOptions(emulatorOptions)}`;
    default:
      return `${help('run')}\n\n${help('inventory')}\n\n${help('emulator')}`;
  }
}
