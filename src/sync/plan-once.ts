import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { leftoverFailures } from '../core/leftover-status.ts';
import { plannedFailure } from '../core/planned-entry.ts';
import { type Preview, previewOf } from '../core/preview.ts';
import { type Result, success } from '../core/result.ts';
import { untoldOfSource } from '../core/source-gone.ts';
import { storeKeyOf, storeKeyOfRef } from '../core/store-ref.ts';
import { type SyncFailure, waiting } from '../core/sync-failure.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { ReadingContext } from './context.ts';
import { gatherAndDecide } from './gather.ts';
import type { Manifests } from './manifests.ts';
import { openStore } from './open-store.ts';
import type { Pass } from './pass.ts';
import { type ClusterObjects, readCluster } from './read-cluster.ts';
import { overlay } from './overlay.ts';
import { storesOf } from './reference-targets.ts';
import { createReadingContext, type ReadingOptions } from './reading-context.ts';

export interface PlanOptions extends ReadingOptions {
  /** `Concerned`: those in the manifests, and those in the cluster that use a Secret or a store in them. */
  readonly choice: 'All' | 'Concerned';
  /** Only resources of this one. */
  readonly namespace: string | undefined;
}

/** What Apply would do for one resource. */
export interface PlannedResource {
  readonly resource: SecretsStoreSecret;
  /** All changes, however many; none where something concerns the resource as a whole. */
  readonly preview?: Preview;
  /** Why something is not, or would not be, as it should; with its entry, where it concerns one. */
  readonly failures: readonly { readonly entry?: string; readonly failure: SyncFailure }[];
}

/**
 * What an operator would do now, for resources of the cluster and of manifests: by the same reads and the same decisions, one
 * resource after the other, and without a write on either side. A mode Plan counts as Apply.
 */
export async function planOnce(
  options: PlanOptions,
  signal: AbortSignal,
): Promise<Result<readonly PlannedResource[], SyncFailure>> {
  const found = await readCluster(options.kube, { namespace: options.namespace, signal });
  if (!found.ok) return found;
  const objects = withManifests(found.value, options.manifests);
  const chosen = objects.resources.filter((resource) => isChosen(resource, options)).map(asApplied);
  const context = await createReadingContext({ ...objects, chosen }, options, signal);
  if (!context.ok) return context;
  const pass: Pass = { lane: 'Change', signal, release: () => undefined, superseded: signal };
  const stores = [...objects.secretsStores, ...objects.clusterStores];
  const used = new Set(chosen.flatMap(storesOf));
  for (const store of stores) if (used.has(storeKeyOf(store))) await open(store, context.value, pass);
  const planned: PlannedResource[] = [];
  for (const resource of chosen.toSorted(byAge)) planned.push(await planOne(resource, context.value, pass));
  return success(planned.toSorted((a, b) => (keyOf(a.resource) < keyOf(b.resource) ? -1 : 1)));
}

function withManifests(found: ClusterObjects, manifests: Manifests): ClusterObjects {
  const nowMs = Date.now();
  return {
    resources: overlay(found.resources, manifests.resources, nowMs),
    secretsStores: overlay(found.secretsStores, manifests.secretsStores, nowMs),
    clusterStores: overlay(found.clusterStores, manifests.clusterStores, nowMs),
  };
}

function isChosen(resource: SecretsStoreSecret, { manifests, choice, namespace }: PlanOptions): boolean {
  const { metadata, spec } = resource;
  if (namespace !== undefined && metadata.namespace !== namespace) return false;
  if (choice === 'All') return true;
  const { resources, secretsStores, clusterStores, secrets } = manifests;
  if (resources.some((manifest) => keyOf(manifest) === keyOf(resource))) return true;
  const stores = [
    ...secretsStores.map((manifest) => `SecretsStore/${keyOf(manifest)}`),
    ...clusterStores.map((manifest) => `ClusterSecretsStore/${keyOf(manifest)}`),
  ];
  if (stores.includes(storeKeyOfRef(resource))) return true;
  return secrets.some((secret) => secret.namespace === metadata.namespace && secret.name === spec.secretRef?.name);
}

/** With another generation, so that nothing that was recorded of the values counts as still true. */
const asApplied = (resource: SecretsStoreSecret): SecretsStoreSecret => ({
  ...resource,
  metadata: { ...resource.metadata, generation: (resource.metadata.generation ?? 0) + 1 },
  spec: { ...resource.spec, mode: 'Apply' },
});

/** Places in an account go to the oldest first: an operator might meet another order, but no better one. */
const byAge = (a: SecretsStoreSecret, b: SecretsStoreSecret): number =>
  (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1;

async function open(store: Store, context: ReadingContext, pass: Pass): Promise<void> {
  const { creationPolicy: _, ...spec } = store.spec;
  const opened = await openStore({ ...store, spec } as Store, context, pass);
  context.connections.set(
    storeKeyOf(store),
    opened.ok ? { open: opened.value.open } : { failure: unlessCreated(store, opened.failure) },
  );
}

/** What would be written to a store that is not there cannot be said: nobody knows what Cloudflare would say to its creation. */
function unlessCreated({ spec }: Store, failure: SyncFailure): SyncFailure {
  if (failure.reason !== 'RemoteStoreNotFound' || spec.creationPolicy !== 'IfMissing') return failure;
  return waiting(
    'RemoteStoreNotFound',
    `Store "${spec.store?.name ?? ''}" does not exist at Cloudflare yet; an operator would create it, and then all secrets in it`,
  );
}

/** What it would create keeps its places, so that the next one does not count on them. */
async function planOne(resource: SecretsStoreSecret, context: ReadingContext, pass: Pass): Promise<PlannedResource> {
  const { plan, observed } = await gatherAndDecide(resource, context, pass);
  if (plan.failure) return { resource, failures: [{ failure: plan.failure }] };
  const ofEntries = plan.steps.flatMap((step) => {
    const failure = plannedFailure(step);
    return failure ? [{ entry: step.name, failure }] : [];
  });
  const left = leftoverFailures(
    plan.leftovers.filter(({ step }) => step.action === 'Hold'),
    new Map(),
  ).map((failure) => ({ failure }));
  const told = ofEntries.map(({ failure }) => failure);
  const failures = [...untoldOfSource(observed, told).map((failure) => ({ failure })), ...ofEntries, ...left];
  return { resource, preview: previewOf(plan, resource, Infinity), failures };
}
