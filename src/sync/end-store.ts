import type { Store } from '../api/resources.ts';
import { isDeleting } from '../core/lifecycle.ts';
import { accountId, storeAddressKey, storeId } from '../core/ids.ts';
import { storeDeletionStep } from '../core/store-deletion.ts';
import { holdsStoreFinalizer, type StoreUse } from '../core/store-finalizer.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { Context } from './context.ts';
import { deleteStore } from './delete-store.ts';
import type { Pass } from './pass.ts';
import { recordEvents } from './record-events.ts';
import { letStoreGo } from './store-finalizer.ts';
import { timeDeletion } from './time-deletion.ts';

/** How far the deletion of a store object has come. */
export type StoreEnd =
  | { readonly kind: 'Lives' }
  | { readonly kind: 'Waits'; readonly failure: SyncFailure }
  | { readonly kind: 'Gone' }
  /** It may go, and the API server could not be told. */
  | { readonly kind: 'Stuck' };

/** Goes on with the deletion of a store object, as far as it may. What is not asked to go lives. */
export async function endStore(
  store: Store,
  use: StoreUse,
  { context, pass }: { readonly context: Context; readonly pass: Pass },
): Promise<StoreEnd> {
  if (!isDeleting(store) || !holdsStoreFinalizer(store)) return { kind: 'Lives' };
  const step = storeDeletionStep({
    store,
    ...use,
    sharers: sharersOf(store, use, context),
    ...timeDeletion({ key: storeKeyOf(store), isTried: !store.spec.suspend, queue: context.queues.stores }, context),
  });
  if (step.kind === 'Wait') return { kind: 'Waits', failure: step.failure };
  if (step.kind === 'DeleteRemote') {
    const deleted = await deleteStore(store, step.created, { context, pass });
    if (!deleted.ok) return { kind: 'Waits', failure: deleted.failure };
    context.log.info({ store: storeKeyOf(store), storeId: step.created.storeId }, 'the Cloudflare store is deleted');
  }
  if (step.kind === 'LetGo') await recordEvents(context, { regarding: store, events: step.events }, pass);
  if (!(await letStoreGo(store, context, pass))) return { kind: 'Stuck' };
  context.creations.forget(store);
  return { kind: 'Gone' };
}

function sharersOf(store: Store, { created }: StoreUse, { caches, connections }: Context): readonly string[] {
  if (created === undefined) return [];
  const { accountId: account, storeId: id } = created;
  const address = storeAddressKey({ accountId: accountId(account), storeId: storeId(id) });
  return [...caches.secretsStores.values(), ...caches.clusterStores.values()]
    .filter((other) => other.metadata.uid !== store.metadata.uid && !isDeleting(other))
    .map(storeKeyOf)
    .filter((key) => connections.addressKey(key) === address);
}
