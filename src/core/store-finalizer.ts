import { annotations, storeFinalizer } from '../api/group.ts';
import type { ObjectMeta, Store, StoreStatus } from '../api/resources.ts';
import { isDeleting } from './lifecycle.ts';

interface Held {
  readonly metadata: ObjectMeta;
}

/** Whether the store object waits for us before it may go. */
export const holdsStoreFinalizer = ({ metadata }: Held): boolean =>
  metadata.finalizers?.includes(storeFinalizer) ?? false;

/** Whether somebody has asked us to let go of it, whatever is left to do. */
export const isReleased = ({ metadata }: Held): boolean => metadata.annotations?.[annotations.release] === 'true';

/** What may need a store object that is to go. */
export interface StoreUse {
  /** Resources whose deletion would delete something by it, as `namespace/name`. */
  readonly users: readonly string[];
  /** The Cloudflare store that it has created. */
  readonly created: StoreStatus['created'];
}

/**
 * A store object has a finalizer exactly while its own deletion has something to wait for: resources that want deletion, or the
 * Cloudflare store that goes with it. On one that is being deleted none can be added, and store-deletion.ts says when it goes.
 */
export function storeFinalizerChange(store: Store, { users, created }: StoreUse): 'Add' | 'Remove' | 'Leave' {
  if (isDeleting(store)) return 'Leave';
  const goesAlong = store.spec.deletionPolicy === 'Delete' && created !== undefined;
  const isNeeded = !isReleased(store) && (users.length > 0 || goesAlong);
  if (isNeeded === holdsStoreFinalizer(store)) return 'Leave';
  return isNeeded ? 'Add' : 'Remove';
}
