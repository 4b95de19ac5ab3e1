import type { Config } from '../config.ts';
import { createCloudflareApi } from '../cloudflare/api.ts';
import type { Credential } from '../cloudflare/credential.ts';
import { connectToCluster, type KubeConnection } from '../kube/connection.ts';
import { type Fence, noFence, TimedFence } from '../runtime/fence.ts';
import type { Leadership } from '../runtime/leadership.ts';
import { createLogger, type Logger } from '../runtime/log.ts';
import { runOperator } from '../sync/operator.ts';
import { untilClusterNamed } from './cluster-name.ts';
import { noElection, takePart } from './election.ts';
import { type Monitoring, openMonitoring } from './monitoring.ts';
import { readOwnCredential } from './own-credential.ts';
import type { runOptions } from './run-options.ts';
import { userAgent, version } from './version.ts';

type RunConfig = Config<typeof runOptions>;

/**
 * Runs the operator until `signal` is aborted: exit code 0, or until another one has taken its place: 1. Throws an OwnError, one
 * sentence for the user, where it cannot even begin.
 */
export async function run(config: RunConfig, signal: AbortSignal): Promise<0 | 1> {
  const log = createLogger({ level: config.logLevel, format: formatOf(config) });
  const ownCredential = readOwnCredential(config);
  const fence = config.leaderElect ? new TimedFence() : noFence;
  const kube = connectToCluster({
    userAgent,
    fence,
    ...(config.kubeconfig !== undefined && { kubeconfigPath: config.kubeconfig }),
  });
  const { metricsPort, healthPort, namespace, watchNamespaces, cloudflareApiUrl } = config;
  const monitoring = await openMonitoring({ metricsPort, healthPort, signal, log });
  const election = fence instanceof TimedFence ? takePart({ config, kube, fence, log }) : noElection();
  try {
    log.info({ version, ...monitoring.ports, namespace, watchNamespaces, cloudflareApiUrl }, 'starting');
    await operate({ config, ownCredential, kube, fence, leadership: election.leadership, log, monitoring }, signal);
  } finally {
    await election.end();
    await monitoring.close();
    await kube.close();
  }
  log.info('stopped');
  return election.leadership.lost.aborted ? 1 : 0;
}

interface Operation {
  readonly config: RunConfig;
  readonly ownCredential: Credential | undefined;
  readonly kube: KubeConnection;
  readonly fence: Fence;
  readonly leadership: Leadership;
  readonly log: Logger;
  readonly monitoring: Monitoring;
}

async function operate(
  { config, ownCredential, kube, fence, leadership, log, monitoring }: Operation,
  signal: AbortSignal,
): Promise<void> {
  const clusterName = config.clusterName ?? (await untilClusterNamed(kube, { signal, log }));
  if (clusterName === undefined) return;
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
  const cloudflare = createCloudflareApi({ baseUrl, userAgent, share, fence, onCall: called });
  await runOperator({ settings, kube, cloudflare, leadership, fence, log, metrics, onWatching: show }, signal);
  cloudflare.close();
}

function formatOf({ logFormat }: RunConfig): 'json' | 'pretty' {
  if (logFormat !== 'auto') return logFormat;
  return process.stdout.isTTY ? 'pretty' : 'json';
}
