import type { Config } from '../config.ts';
import { createCloudflareApi } from '../cloudflare/api.ts';
import { connectToCluster, type KubeConnection } from '../kube/connection.ts';
import { OwnError } from '../runtime/own-error.ts';
import { noManifests } from '../sync/manifests.ts';
import { type PlannedResource, planOnce } from '../sync/plan-once.ts';
import { clusterNameOf } from './cluster-name.ts';
import { readOwnCredential } from './own-credential.ts';
import { exitCodeOf } from './plan-exit-code.ts';
import type { planOptions } from './plan-options.ts';
import { planJson } from './plan-json.ts';
import { planTable } from './plan-table.ts';
import { readManifests } from './read-manifests.ts';
import { userAgent } from './version.ts';

type PlanConfig = Config<typeof planOptions>;

/** Prints what an operator would do, and gives the exit code. Throws an OwnError where nothing can be said at all. */
export async function plan(config: PlanConfig, signal: AbortSignal): Promise<number> {
  const { file, namespace, kubeconfig } = config;
  const manifests = file.length === 0 ? noManifests : await readManifests(file, { namespace });
  const kube = connectToCluster({ userAgent, ...(kubeconfig !== undefined && { kubeconfigPath: kubeconfig }) });
  try {
    const planned = await planWith(config, { kube, manifests, signal });
    const text = config.output === 'json' ? planJson(planned) : planTable(planned);
    process.stdout.write(`${text}\n`);
    return exitCodeOf(planned);
  } finally {
    await kube.close();
  }
}

interface Planning {
  readonly kube: KubeConnection;
  readonly manifests: typeof noManifests;
  readonly signal: AbortSignal;
}

async function planWith(
  config: PlanConfig,
  { kube, manifests, signal }: Planning,
): Promise<readonly PlannedResource[]> {
  const ownCredential = readOwnCredential(config);
  const clusterName = config.clusterName ?? (await clusterNameOf(kube, signal));
  const settings = {
    namespace: config.operatorNamespace,
    clusterName,
    maxValueBytes: config.maxValueBytes,
    // One look cannot tell for how long a Secret has been away: what its absence would come to is what counts.
    sourcePatienceMs: 0,
    ...(ownCredential && { ownCredential }),
  };
  const cloudflare = createCloudflareApi({ baseUrl: config.cloudflareApiUrl, userAgent, share: config.rateLimitShare });
  try {
    const choice = config.file.length === 0 ? 'All' : 'Concerned';
    const { namespace } = config;
    const planned = await planOnce({ settings, kube, cloudflare, manifests, choice, namespace }, signal);
    if (!planned.ok) throw new OwnError(planned.failure.message);
    return planned.value;
  } finally {
    cloudflare.close();
  }
}
