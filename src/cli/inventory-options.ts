import { choice, list, type Option } from '../config.ts';
import { runOptions } from './run-options.ts';

const { kubeconfig, namespace, clusterName, cloudflareApiUrl, apiTokenFile, rateLimitShare } = runOptions;

/** Every option of `inventory`. What an operator was told of its cluster and its credential has to be told here too. */
export const inventoryOptions = {
  store: {
    flag: 'store',
    repeats: true,
    default: 'all',
    doc: 'A store: SecretsStore/NAMESPACE/NAME or ClusterSecretsStore/NAME. May be given several times.',
    parse: list(),
  },
  output: { flag: 'output', default: 'table', doc: 'table or json.', parse: choice(['table', 'json'], 'table') },
  kubeconfig,
  namespace,
  clusterName,
  cloudflareApiUrl,
  apiTokenFile,
  rateLimitShare,
} as const satisfies Readonly<Record<string, Option<unknown>>>;
