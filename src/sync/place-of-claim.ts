import { storeAddressKey } from '../core/ids.ts';
import { isDeleting } from '../core/lifecycle.ts';
import type { StoreKey } from '../core/store-ref.ts';
import { type Caches, findStore } from './caches.ts';
import type { Connections } from './connections.ts';
import { recordedPlace } from './locate-store.ts';

/**
 * The Cloudflare store in which the resources of a store object want their names; equal for objects that lead to the same one.
 * Undefined where nothing new is written by it, since it is gone or going, or where nobody knows yet where it leads.
 */
export function placeOfClaim(
  key: StoreKey,
  { caches, connections }: { readonly caches: Caches; readonly connections: Pick<Connections, 'addressKey'> },
): string | undefined {
  const store = findStore(caches, key);
  if (store === undefined || isDeleting(store)) return undefined;
  const recorded = recordedPlace(store);
  return connections.addressKey(key) ?? (recorded && storeAddressKey(recorded.address));
}
