import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { explain } from '../core/explain.ts';
import { storeAddressKey, storeId } from '../core/ids.ts';
import { isDeleting } from '../core/lifecycle.ts';
import type { ObservedStore, RemoteSecrets } from '../core/observed.ts';
import { addressOf, type Place, placeKey } from '../core/pending-deletion.ts';
import type { RecordedEntry } from '../core/plan.ts';
import { quotaReserveOf } from '../core/judge-store.ts';
import { storeKeyFrom, storeKeyOfRef, storeTitle } from '../core/store-ref.ts';
import { type SyncFailure, waiting } from '../core/sync-failure.ts';
import type { OpenStore, StoreWay } from './connections.ts';
import { findStore } from './caches.ts';
import type { ReadingContext } from './context.ts';
import { openFence } from '../core/fence.ts';
import { fenceOf } from './fence-of.ts';
import { lookAt } from './gather-old-places.ts';
import type { Pass } from './pass.ts';

interface GatheredStore {
  readonly store: ObservedStore;
  readonly access?: StoreWay;
  readonly records: readonly RecordedEntry[];
}

/**
 * The store of a resource, as far as it can be used. A resource that is being deleted takes whatever way there is: the store
 * where its secrets were recorded, by the credential that was last good, though store object or credential are gone.
 */
export async function gatherStore(
  resource: SecretsStoreSecret,
  context: ReadingContext,
  { listing, ...pass }: Pass & { readonly listing: 'AsKnown' | 'Anew' },
): Promise<GatheredStore> {
  const key = storeKeyOfRef(resource);
  const object = findStore(context.caches, key);
  const { open, failure } = context.connections.get(key) ?? {};
  const obstacle = obstacleAt(object, resource, failure);
  const isThere = open === undefined || stillThere(resource, open);
  const records = isThere ? (resource.status?.entries ?? []) : [];
  const place = isThere && isDeleting(resource) ? resource.status?.store : undefined;
  if (place && leadsElsewhere(place, resource, open))
    return { ...(await gatherElsewhere(place, resource, { context, pass })), records };
  if (open === undefined || (obstacle && !isDeleting(resource))) {
    return { store: { kind: 'Unusable', failure: obstacle ?? opening(resource) }, records };
  }
  const { address, name, snapshot } = open;
  if (listing === 'Anew' || !snapshot.isTaken) {
    // A store that does not answer, or a rate limit that is used up, must not hold up those who read for others.
    pass.release();
    const taken = await (listing === 'Anew' ? snapshot.retake(pass) : snapshot.take(pass));
    if (!taken.ok) {
      return { store: { kind: 'Unusable', failure: explain(taken.failure, `list store "${name}"`) }, records };
    }
  }
  const store: ObservedStore = {
    kind: 'Usable',
    address,
    name,
    fence: fenceOf(resource, context.caches),
    suspended: object?.spec.suspend ?? false,
    remote: snapshot,
    /** As it is when it is decided: others reserve places while this one still reads. */
    get quota() {
      return context.quotas.get(address.accountId);
    },
    quotaReserve: object ? quotaReserveOf(object) : 0,
  };
  return { store, access: open, records };
}

function leadsElsewhere(place: Place, resource: SecretsStoreSecret, open: OpenStore | undefined): boolean {
  if (open) return storeAddressKey(open.address) !== placeKey(place);
  return storeKeyFrom(resource.metadata.namespace ?? '', place) !== storeKeyOfRef(resource);
}

/** Deleting happens where the secrets are, though the store object may lead elsewhere by now, or be gone. */
async function gatherElsewhere(
  place: Place,
  resource: SecretsStoreSecret,
  { context, pass }: { readonly context: ReadingContext; readonly pass: Pass },
): Promise<Omit<GatheredStore, 'records'>> {
  const { seen, way } = await lookAt(place, resource, { context, pass });
  if (seen.kind === 'Unreachable') return { store: { kind: 'Unusable', failure: seen.failure } };
  if (seen.kind === 'Opening') return { store: { kind: 'Unusable', failure: opening(resource) } };
  const address = addressOf(place);
  const store: ObservedStore = {
    kind: 'Usable',
    address,
    name: place.storeId,
    fence: openFence,
    suspended: findStore(context.caches, storeKeyOfRef(resource))?.spec.suspend ?? false,
    remote: way?.snapshot ?? nothing,
    quota: context.quotas.get(address.accountId),
    quotaReserve: 0,
  };
  return { store, ...(way && { access: way }) };
}

const nothing: RemoteSecrets = { byName: () => undefined, byId: () => undefined };

/** A Cloudflare store that is gone has taken its secrets with it: what status says of them is over. */
function stillThere({ status }: SecretsStoreSecret, { address, storeIds }: OpenStore): boolean {
  const place = status?.store;
  if (place === undefined || storeIds === undefined || place.accountId !== address.accountId) return true;
  return storeIds.has(storeId(place.storeId));
}

function obstacleAt(
  object: Store | undefined,
  resource: SecretsStoreSecret,
  failure: SyncFailure | undefined,
): SyncFailure | undefined {
  if (object === undefined) return missing(resource);
  return isDeleting(object) ? going(resource) : failure && unusable(resource, failure);
}

const missing = (resource: SecretsStoreSecret): SyncFailure =>
  waiting('StoreNotFound', `${storeTitle(resource)} does not exist; create it, or correct storeRef`);

const going = (resource: SecretsStoreSecret): SyncFailure =>
  waiting(
    'StoreNotReady',
    `${storeTitle(resource)} is being deleted, so nothing is written to it; delete this resource too, or release the store and ` +
      'create it anew',
  );

const opening = (resource: SecretsStoreSecret): SyncFailure =>
  waiting('StoreNotReady', `${storeTitle(resource)} is being opened`);

/** What a shared store says of itself, credentials and the account's stores among it, is for those who may read it. */
function unusable(resource: SecretsStoreSecret, { reason, message }: SyncFailure): SyncFailure {
  const isShared = resource.spec.storeRef.kind === 'ClusterSecretsStore';
  const why = isShared ? 'its own status says why' : message;
  return waiting('StoreNotReady', `${storeTitle(resource)} cannot be used (${reason}): ${why}`);
}
