import type { SecretId } from '../core/ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import type { StoreWay } from './connections.ts';
import type { SharedStores } from './shared-stores.ts';

/** Secrets of which we have just let go. */
interface LetGo {
  readonly deleted: readonly SecretId[];
  /** As they are without our mark. */
  readonly released: readonly RemoteSecret[];
}

/**
 * Tells the snapshots that other tenants have of the same store: whoever waits for such a name would find it taken until the
 * next listing. Of a secret that they have not seen, they learn nothing.
 */
export function tellTenants(
  { deleted, released }: LetGo,
  way: Pick<StoreWay, 'address' | 'snapshot'>,
  sharedStores: SharedStores,
): void {
  for (const snapshot of sharedStores.snapshotsBeside(way)) {
    for (const id of deleted) if (snapshot.byId(id)) snapshot.recordDeleted(id);
    for (const secret of released) if (snapshot.byId(secret.id)) snapshot.recordWritten(secret);
  }
}
