import type { Config } from '../config.ts';
import { createCloudflareApi } from '../cloudflare/api.ts';
import type { Credential } from '../cloudflare/credential.ts';
import { connectToCluster, type KubeConnection } from '../kube/connection.ts';
import { createLogger, type Logger } from '../runtime/log.ts';
import { runOperator } from '../sync/operator.ts';
import { clusterNameOf } from './cluster-name.ts';
import { type Monitoring, openMonitoring } from './monitoring.ts';
import { readOwnCredential } from './own-credential.ts';
import type { runOptions } from './run-options.ts';
import { userAgent, version } from './version.ts';

type RunConfig = Config<typeof runOptions>;

/** Runs the operator until `signal` is aborted. Throws an OwnError, one sentence for the user, where it cannot even begin. */
export async function run(config: RunConfig, signal: AbortSignal): Promise<void> {
  const log = createLogger({ level: config.logLevel, format: formatOf(config) });
  const ownCredential = readOwnCredential(config);
  const kube = connectToCluster({
    userAgent,
    ...(config.kubeconfig !== undefined && { kubeconfigPath: config.kubeconfig }),
  });
  const { metricsPort, healthPort, namespace, watchNamespaces, cloudflareApiUrl } = config;
  const monitoring = await openMonitoring({ metricsPort, healthPort, signal, log });
  try {
    log.info({ version, ...monitoring.ports, namespace, watchNamespaces, cloudflareApiUrl }, 'starting');
    await operate({ config, ownCredential, kube, log, monitoring }, signal);
  } finally {
    await monitoring.close();
    await kube.close();
  }
  log.info('stopped');
}

interface Operation {
  readonly config: RunConfig;
  readonly ownCredential: Credential | undefined;
  readonly kube: KubeConnection;
  readonly log: Logger;
  readonly monitoring: Monitoring;
}

async function operate(
  { config, ownCredential, kube, log, monitoring }: Operation,
  signal: AbortSignal,
): Promise<void> {
  const clusterName = config.clusterName ?? (await clusterNameOf(kube, signal));
  log.info({ clusterName }, 'watching');
  const { namespace, watchNamespaces, maxValueBytes, workers, maxBatchSize, finalizerDeadlineSeconds } = config;
  const settings = {
    namespace,
    watchNamespaces,
    clusterName,
    maxValueBytes,
    workers,
    maxBatchSize,
    finalizerDeadlineMs: finalizerDeadlineSeconds * 1000,
    ...(ownCredential && { ownCredential }),
  };
  const { cloudflareApiUrl: baseUrl, rateLimitShare: share } = config;
  const { metrics, called, show } = monitoring;
  const cloudflare = createCloudflareApi({ baseUrl, userAgent, share, onCall: called });
  await runOperator({ settings, kube, cloudflare, log, metrics, onWatching: show }, signal);
  cloudflare.close();
}

function formatOf({ logFormat }: RunConfig): 'json' | 'pretty' {
  if (logFormat !== 'auto') return logFormat;
  return process.stdout.isTTY ? 'pretty' : 'json';
}
