import { type Config, type Option, readConfig } from '../config.ts';
import { OwnError } from '../runtime/own-error.ts';
import { runOptions } from './run-options.ts';

/** The connection to the cluster, as for `run`. */
export const releaseOptions = { kubeconfig: runOptions.kubeconfig } as const satisfies Readonly<
  Record<string, Option<unknown>>
>;

/** What is to be let go. */
export interface ReleaseTarget {
  readonly kind: 'SecretsStoreSecret' | 'SecretsStore' | 'ClusterSecretsStore';
  /** None for a ClusterSecretsStore. */
  readonly namespace?: string;
  readonly name: string;
}

interface ReleaseCommand {
  readonly target: ReleaseTarget;
  readonly config: Config<typeof releaseOptions>;
}

const dnsName = '[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?';
const keyed = new RegExp(`^(?:(${dnsName})/)?(${dnsName})$`);

const usage = 'Usage: release NAMESPACE/NAME [--store], or release NAME --store for a ClusterSecretsStore';

/** `NAMESPACE/NAME [--store] [options]`, in any order of the two; throws an OwnError that says what would do. */
export function readRelease(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ReleaseCommand {
  const [key = '', ...options] = args.filter((arg) => arg !== '--store');
  const [matched, namespace, name = ''] = keyed.exec(key) ?? [];
  const isStore = args.includes('--store');
  if (matched === undefined || (namespace === undefined && !isStore)) throw new OwnError(usage);
  const kind = isStore ? (namespace === undefined ? 'ClusterSecretsStore' : 'SecretsStore') : 'SecretsStoreSecret';
  const config = readConfig(releaseOptions, { args: options, environment });
  return { target: { kind, name, ...(namespace !== undefined && { namespace }) }, config };
}
