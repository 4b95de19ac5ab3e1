import { storeFinalizer } from '../api/group.ts';
import type { SecretsStore, ClusterSecretsStore, Store } from '../api/resources.ts';
import { holdsFinalizer, isDeleting } from '../core/lifecycle.ts';
import { holdsStoreFinalizer, isReleased } from '../core/store-finalizer.ts';
import { type StoreKey, storeKeyOf } from '../core/store-ref.ts';
import { addFinalizer, removeFinalizer } from '../kube/finalizers.ts';
import { keyOf } from '../kube/kube-object.ts';
import { type Cache, type Caches, findStore } from './caches.ts';
import type { Context } from './context.ts';

interface Signalled {
  readonly signal: AbortSignal;
}

type Seen = Pick<Context, 'references' | 'caches' | 'unreadable'>;

/** The resources whose deletion would delete something by this store object, and the namespaces in which there may be more of them. */
export const usersOf = (key: StoreKey, { references, caches, unreadable }: Seen): string[] => [
  ...references.referrersOf(key).filter((name) => {
    const resource = caches.resources.get(name);
    return resource !== undefined && holdsFinalizer(resource);
  }),
  ...unseenUsers(findStore(caches, key), unreadable()),
];

/** What keeps a shared store now may be in a namespace that cannot be read. */
const unseenUsers = (store: Store | undefined, unreadable: readonly string[]): string[] =>
  store?.kind === 'ClusterSecretsStore' && holdsStoreFinalizer(store)
    ? unreadable.map((namespace) => `${namespace}/*`)
    : [];

export const cacheOf = (store: Store, caches: Caches): Cache<SecretsStore> | Cache<ClusterSecretsStore> =>
  store.kind === 'SecretsStore' ? caches.secretsStores : caches.clusterStores;

/** Makes the API server keep the store object until we let go. That it could not be held back stops no resource. */
export async function holdStore(store: Store, { kube, caches, log }: Context, { signal }: Signalled): Promise<void> {
  if (holdsStoreFinalizer(store) || isDeleting(store) || isReleased(store)) return;
  const held = await addFinalizer(kube, { object: store, finalizer: storeFinalizer }, { signal });
  if (held.ok) return cacheOf(store, caches).put(held.value);
  const { kind, detail } = held.failure;
  log.warn(
    { store: storeKeyOf(store), problem: kind, detail },
    'cannot add the finalizer; its deletion will wait for nothing',
  );
}

/** Lets the store object go, and answers whether it could. */
export async function letStoreGo(
  store: Store,
  { kube, caches, log }: Context,
  { signal }: Signalled,
): Promise<boolean> {
  const released = await removeFinalizer(kube, { object: store, finalizer: storeFinalizer }, { signal });
  if (released.ok && released.value !== undefined) cacheOf(store, caches).put(released.value);
  if (!released.ok) {
    const { kind, detail } = released.failure;
    log.warn({ store: keyOf(store), problem: kind, detail }, 'cannot remove the finalizer; it is tried again');
  }
  return released.ok;
}
