import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { resyncPeriodMs } from '../core/judge-store.ts';
import { isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { isRecordedBy, recordedAmong } from '../core/recorded-ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import { findOrphans, type Orphan, orphansToDelete, sightingsAfter } from '../core/orphans.ts';
import type { Owner } from '../core/ownership.ts';
import { isResourceSettled } from '../core/settled.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import type { OpenStore } from './connections.ts';
import type { Context } from './context.ts';
import { deleteOrphans } from './delete-orphans.ts';
import type { Pass } from './pass.ts';

interface Looking {
  readonly open: OpenStore;
  /** The store was listed in this pass. */
  readonly isFresh: boolean;
  readonly context: Context;
  readonly pass: Pass;
}

/** The orphans of a store as they are at the end of this pass; those that are to go have been deleted by then. */
export async function careForOrphans(
  store: Store,
  { open, isFresh, context, pass }: Looking,
): Promise<readonly Orphan[]> {
  const key = storeKeyOf(store);
  const unseen = context.unreadable();
  const found = findOrphans(open.snapshot.all(), {
    clusterName: context.settings.clusterName,
    isKnown: (namespace) => !unseen.includes(namespace) && isKnown(namespace, store, context),
    mayRecord: (owner, secret) => mayRecord(owner, secret, context),
    recordedAmong: (ids) => recordedAmong(ids, context.caches.resources.values()),
  });
  const listing = { listedAtMs: open.listedAtMs, isFresh };
  const sightings = sightingsAfter(context.orphans.get(key) ?? new Map(), found, listing);
  context.orphans.set(key, sightings);
  const orphans = found.filter(({ id }) => sightings.has(id));
  if (store.spec.orphanPolicy !== 'Delete' || store.spec.suspend || isDeleting(store)) return orphans;
  const exists = (owner: Owner): boolean => resourceOf(owner, context) !== undefined;
  const due = orphansToDelete(orphans, sightings, { ...listing, periodMs: resyncPeriodMs(store), exists });
  if (due.length === 0) return orphans;
  const deleted = await deleteOrphans(store, due, { open, context, pass });
  return orphans.filter(({ id }) => !deleted.has(id));
}

/** A SecretsStore speaks of its own namespace; a ClusterSecretsStore of all that are watched. */
function isKnown(namespace: string, { kind, metadata }: Store, { settings }: Context): boolean {
  if (kind === 'SecretsStore') return namespace === metadata.namespace;
  return settings.watchNamespaces.length === 0 || settings.watchNamespaces.includes(namespace);
}

const keyOfOwner = ({ namespace, name }: Owner): string => `${namespace}/${name}`;

const resourceOf = (owner: Owner, { caches, departed }: Context): SecretsStoreSecret | undefined =>
  caches.resources.get(keyOfOwner(owner)) ?? departed.get(keyOfOwner(owner));

/** One that is at rest has said all that it has: its spec and its Secret are those of its status, and it does not want the name. */
function mayRecord(owner: Owner, { id, name }: Pick<RemoteSecret, 'id' | 'name'>, context: Context): boolean {
  const key = keyOfOwner(owner);
  const resource = resourceOf(owner, context);
  if (resource === undefined) return false;
  if (isRecordedBy(resource, id)) return true;
  const { claims, underWay, departed, caches, sameValues } = context;
  if (departed.has(key) || underWay.has(key) || isDeleting(resource) || isPlanOnly(resource)) return true;
  if (resource.spec.suspend || !isResourceSettled(resource) || claims.claims(key, name)) return true;
  const { secretRef } = resource.spec;
  if (secretRef === undefined) return false;
  const source = caches.secrets.get(`${owner.namespace}/${secretRef.name}`);
  return source?.metadata.resourceVersion !== (sameValues.get(key) ?? resource.status?.source?.resourceVersion);
}
