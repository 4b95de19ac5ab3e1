import { describeOptions } from '../config.ts';
import { emulatorOptions } from './emulator-options.ts';
import { inventoryOptions } from './inventory-options.ts';
import { planOptions } from './plan-options.ts';
import { releaseOptions } from './release-options.ts';
import { runOptions } from './run-options.ts';

/** What `--help` prints for a verb; all of it where the verb is unknown. */
export function help(verb: string): string {
  switch (verb) {
    case 'run':
      return `Syncs Kubernetes Secrets into Cloudflare's Secrets Store.

Usage: secrets-store-operator [run] [options]
       secrets-store-operator plan [-f FILE…] [options]
       secrets-store-operator inventory [--store KIND/NAMESPACE/NAME …] [options]
       secrets-store-operator release NAMESPACE/NAME [--store]
       secrets-store-operator emulator [options]
       secrets-store-operator version

Exit code: 0 it was told to stop, 1 it has lost its Lease, 2 it cannot begin, and the last line says why.

Options of run, by flag or by environment variable:
${describeOptions(runOptions)}`;
    case 'plan':
      return `Says what the operator would do at Cloudflare, and writes nothing anywhere.

Usage: secrets-store-operator plan [-f FILE…] [options]

Exit code: 0 nothing would change, 2 something would, 1 something fails, or the command cannot be carried out.

Options of plan, by flag or by environment variable:
${describeOptions(planOptions)}`;
    case 'inventory':
      return `Prints what each store holds: ours by resource, orphans, other clusters', unmarked. It only reads, and shows no value.

Usage: secrets-store-operator inventory [--store KIND/NAMESPACE/NAME …] [options]

Exit code: 0 all stores are told of, 1 one could not be read, 2 the command cannot be carried out.

Options of inventory, by flag or by environment variable:
${describeOptions(inventoryOptions)}`;
    case 'release':
      return `Lets go of a resource that is being deleted, or with --store of a store object, and says what stays at Cloudflare.

Usage: secrets-store-operator release NAMESPACE/NAME [--store] [options]
       secrets-store-operator release NAME --store [options]    (a ClusterSecretsStore)

Exit code: 0 it is let go, or will be once it is deleted, 1 it could not be, 2 the command cannot be carried out.

Options, by flag or by environment variable:
${describeOptions(releaseOptions)}`;
    case 'emulator':
      return `Serves a local Secrets Store API, for tests and trials. The first line on stdout is JSON with its baseUrl.

Usage: secrets-store-operator emulator [options]

Options:
${describeOptions(emulatorOptions)}`;
    default:
      return ['run', 'plan', 'inventory', 'release', 'emulator'].map(help).join('\n\n');
  }
}
