import { readClusterIdentity } from '../kube/cluster-identity.ts';
import type { KubeConnection } from '../kube/connection.ts';
import type { KubeFailure } from '../kube/failure.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { OwnError } from '../runtime/own-error.ts';
import { sleep } from '../runtime/sleep.ts';

/** What our mark says of a cluster whose user gives it no name. */
export async function clusterNameOf(kube: KubeConnection, signal: AbortSignal): Promise<string> {
  const identity = await readClusterIdentity(kube, { signal });
  if (identity.ok) return identity.value;
  throw cannotName(identity.failure);
}

const patience: Backoff = { baseMs: 1_000, maxMs: 15_000 };

/**
 * Likewise, and waits for an API server that cannot be reached: whoever ends because it is gone for a while is started anew
 * while it still is, and would be started later and later if it ended each time. Undefined where the signal comes first.
 */
export async function untilClusterNamed(
  kube: KubeConnection,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<string | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    const identity = await readClusterIdentity(kube, { signal });
    if (identity.ok) return identity.value;
    const { kind, detail } = identity.failure;
    if (kind !== 'Unavailable' && kind !== 'TooManyRequests' && kind !== 'Aborted') throw cannotName(identity.failure);
    if (failures === 1 && !signal.aborted)
      log.warn({ problem: kind, detail }, 'the API server does not answer; waiting for it');
    await sleep(backoffMs(patience, failures, Math.random), signal);
  }
  return undefined;
}

const cannotName = ({ detail }: KubeFailure): OwnError =>
  new OwnError(
    `Cannot read namespace kube-system to name the cluster: ${detail}; check --kubeconfig and that the API server answers, or give --cluster-name`,
  );
