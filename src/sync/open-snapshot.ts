import type { CloudflareClient } from '../cloudflare/client.ts';
import { StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { StoreAddress } from '../core/ids.ts';
import type { StoreKey } from '../core/store-ref.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Context } from './context.ts';

/** The snapshot that all resources of a tenant share which reach this Cloudflare store. */
export function openSnapshot(
  key: StoreKey,
  way: { readonly client: CloudflareClient; readonly address: StoreAddress },
  { connections, stopping }: Context,
): StoreSnapshot {
  return connections.snapshot(
    tenantOf(key),
    way,
    (list) => new StoreSnapshot({ list, clock: systemClock, signal: stopping }),
  );
}

/** A SecretsStore is its namespace's own; the ClusterSecretsStores are whoever's runs the cluster. */
const tenantOf = (key: StoreKey): string =>
  key.startsWith('SecretsStore/') ? `namespace ${key.split('/')[1]}` : 'cluster';
