import type { CloudflareClient } from '../cloudflare/client.ts';
import { StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { StoreAddress } from '../core/ids.ts';
import { namespaceOfStore, type StoreKey } from '../core/store-ref.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Context } from './context.ts';

/** The snapshot that all resources of a tenant share which reach this Cloudflare store. */
export function openSnapshot(
  key: StoreKey,
  way: { readonly client: CloudflareClient; readonly address: StoreAddress },
  { connections, stopping }: Context,
): StoreSnapshot {
  return connections.snapshot(
    namespaceOfStore(key),
    way,
    (list) => new StoreSnapshot({ list, clock: systemClock, signal: stopping }),
  );
}
