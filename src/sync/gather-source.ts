import type { SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting } from '../core/lifecycle.ts';
import { needsSource } from '../core/entry-source.ts';
import type { ObservedSource } from '../core/observed.ts';
import { isResourceSettled } from '../core/settled.ts';
import { sourcePatienceMs } from '../core/source-gone.ts';
import { type SyncFailure, terminal, waiting } from '../core/sync-failure.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { SecretName } from '../kube/secrets.ts';
import type { ReadingContext } from './context.ts';
import { explainKube } from './explain-kube.ts';

interface SourceOptions {
  readonly signal: AbortSignal;
  readonly values: 'IfChanged' | 'Always';
}

/**
 * The Kubernetes Secret of a resource: unread where the watch shows the resourceVersion that status was written for and
 * every entry is settled, else by one GET.
 */
export async function gatherSource(
  resource: SecretsStoreSecret,
  context: ReadingContext,
  { signal, values }: SourceOptions,
): Promise<ObservedSource> {
  const { namespace = '' } = resource.metadata;
  const name = resource.spec.secretRef?.name;
  const { sourceDeletionPolicy = 'Retain' } = resource.spec;
  if (name === undefined || !needsSource(resource.spec)) return { kind: 'Unneeded' };
  const seen = context.caches.secrets.get(`${namespace}/${name}`);
  const recorded = resource.status?.source?.resourceVersion;
  const same = seen?.metadata.resourceVersion === (context.sameValues.get(keyOf(resource)) ?? recorded);
  // Deleting takes ids, not values. Only keys or a spec that came after the last record can name what status does not know.
  const isTold = seen === undefined || (same && isSpecRecorded(resource));
  if (isDeleting(resource) && (isTold || resource.spec.dataFrom === undefined)) {
    return { kind: 'Unchanged', resourceVersion: recorded ?? '' };
  }
  if (seen && same && values === 'IfChanged' && isResourceSettled(resource)) {
    return { kind: 'Unchanged', resourceVersion: seen.metadata.resourceVersion };
  }
  // One that the watch does not show may have been applied together with the resource, and only be late.
  return readSource(context, { namespace, name, sourceDeletionPolicy, signal });
}

interface SourceReading extends SecretName {
  readonly sourceDeletionPolicy: 'Retain' | 'Delete';
  readonly signal: AbortSignal;
}

/** Whether status speaks of this spec: asking for the deletion makes one generation more of the same. */
const isSpecRecorded = ({ metadata, status }: SecretsStoreSecret): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) - 1;

async function readSource(
  context: ReadingContext,
  { namespace, name, sourceDeletionPolicy, signal }: SourceReading,
): Promise<ObservedSource> {
  const read = await context.readSecret({ namespace, name }, { signal });
  if (!read.ok && read.failure.kind === 'NotFound') {
    const failure = missing(namespace, name, sourceDeletionPolicy);
    // Only the API server itself knows what is not there; others on the way may answer 404 as well.
    if (read.failure.missing !== 'secrets') return { kind: 'Unavailable', failure };
    return { kind: 'Unavailable', failure, patienceLeftMs: patienceLeftMs(`${namespace}/${name}`, context) };
  }
  context.absences.delete(`${namespace}/${name}`);
  if (!read.ok) return { kind: 'Unavailable', failure: explainKube(read.failure, `read Secret "${name}"`) };
  if (neverPushed.has(read.value.type)) return { kind: 'Unavailable', failure: refused(name, read.value.type) };
  const digestKey = await context.digestKey.get(signal);
  if (!digestKey.ok) {
    const action = `read or create the digest key in namespace "${context.settings.namespace}"`;
    return { kind: 'Unavailable', failure: explainKube(digestKey.failure, action) };
  }
  const { resourceVersion, keys } = read.value;
  return { kind: 'Read', resourceVersion, keys, digestKey: digestKey.value };
}

/** What gives power over the cluster, or is a tool's own memory: nobody means to have that at Cloudflare. */
const neverPushed: ReadonlySet<string> = new Set([
  'kubernetes.io/service-account-token',
  'bootstrap.kubernetes.io/token',
  'helm.sh/release.v1',
]);

const refused = (name: string, type: string): SyncFailure =>
  terminal(
    'SourceRefused',
    `Cannot push Secret "${name}": one of type ${type} must not leave the cluster; name another Secret in secretRef`,
  );

/** Counted by this process from when it first missed the Secret; anything that is heard of the Secret begins it anew. */
function patienceLeftMs(key: string, { absences, settings, clock }: ReadingContext): number {
  const nowMs = clock.nowMs();
  const sinceMs = absences.get(key) ?? nowMs;
  absences.set(key, sinceMs);
  return Math.max(0, sinceMs + (settings.sourcePatienceMs ?? sourcePatienceMs) - nowMs);
}

const missing = (namespace: string, name: string, policy: SourceReading['sourceDeletionPolicy']): SyncFailure =>
  waiting(
    'SecretNotFound',
    `Secret "${name}" does not exist in namespace "${namespace}"; create it, or correct secretRef; ` +
      (policy === 'Retain'
        ? 'what was pushed stays'
        : 'once it has been gone for a minute, what was pushed from it goes as well, as sourceDeletionPolicy says'),
  );
