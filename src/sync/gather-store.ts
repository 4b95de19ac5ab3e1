import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { explain } from '../core/explain.ts';
import { accountId, type StoreAddress, storeId } from '../core/ids.ts';
import { isDeleting } from '../core/lifecycle.ts';
import type { ObservedStore } from '../core/observed.ts';
import type { RecordedEntry } from '../core/plan.ts';
import { quotaReserveOf } from '../core/judge-store.ts';
import { namespaceOfStore, storeKeyOfRef, storeTitle } from '../core/store-ref.ts';
import { type SyncFailure, waiting } from '../core/sync-failure.ts';
import type { OpenStore, StoreWay } from './connections.ts';
import { findStore } from './caches.ts';
import type { ReadingContext } from './context.ts';
import { fenceOf } from './fence-of.ts';
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
  if (open === undefined || (obstacle && !isDeleting(resource))) {
    return { store: { kind: 'Unusable', failure: obstacle ?? opening(resource) }, records };
  }
  const access = isThere ? accessFor(resource, open, context) : open;
  if (listing === 'Anew' || !access.snapshot.isTaken) {
    // A store that does not answer, or a rate limit that is used up, must not hold up those who read for others.
    pass.release();
    const taken = await (listing === 'Anew' ? access.snapshot.retake(pass) : access.snapshot.take(pass));
    if (!taken.ok) {
      return { store: { kind: 'Unusable', failure: explain(taken.failure, `list store "${open.name}"`) }, records };
    }
  }
  const store: ObservedStore = {
    kind: 'Usable',
    address: access.address,
    name: open.name,
    fence: fenceOf(resource, context.caches),
    suspended: object?.spec.suspend ?? false,
    remote: access.snapshot,
    /** As it is when it is decided: others reserve places while this one still reads. */
    get quota() {
      return context.quotas.get(access.address.accountId);
    },
    quotaReserve: object ? quotaReserveOf(object) : 0,
  };
  return { store, access, records };
}

/** Deleting happens where the secrets are, though the store object may lead elsewhere by now. */
function accessFor(resource: SecretsStoreSecret, open: OpenStore, context: ReadingContext): StoreWay {
  const place = resource.status?.store;
  if (place === undefined || !isDeleting(resource)) return open;
  const address: StoreAddress = { accountId: accountId(place.accountId), storeId: storeId(place.storeId) };
  if (address.storeId === open.address.storeId) return open;
  const tenant = namespaceOfStore(storeKeyOfRef(resource));
  return { client: open.client, address, ...context.sharedStores.open(tenant, { ...open, address }) };
}

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
