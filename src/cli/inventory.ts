import { createCloudflareApi } from '../cloudflare/api.ts';
import type { Config } from '../config.ts';
import { connectToCluster, type KubeConnection } from '../kube/connection.ts';
import { type Inventory, takeInventory } from '../sync/take-inventory.ts';
import { OwnError } from '../runtime/own-error.ts';
import { clusterNameOf } from './cluster-name.ts';
import type { inventoryOptions } from './inventory-options.ts';
import { inventoryTable } from './inventory-table.ts';
import { readOwnCredential } from './own-credential.ts';
import { userAgent } from './version.ts';

type InventoryConfig = Config<typeof inventoryOptions>;

/**
 * Prints what the stores hold, and gives the exit code: 0, or 1 where a store could not be read. Throws an OwnError where
 * nothing can be said at all.
 */
export async function inventory(config: InventoryConfig, signal: AbortSignal): Promise<0 | 1> {
  const { kubeconfig } = config;
  const kube = connectToCluster({ userAgent, ...(kubeconfig !== undefined && { kubeconfigPath: kubeconfig }) });
  try {
    const taken = await inventoryWith(config, kube, signal);
    const text = config.output === 'json' ? JSON.stringify(taken, undefined, 2) : inventoryTable(taken);
    process.stdout.write(`${text}\n`);
    return taken.failures.length === 0 ? 0 : 1;
  } finally {
    await kube.close();
  }
}

async function inventoryWith(config: InventoryConfig, kube: KubeConnection, signal: AbortSignal): Promise<Inventory> {
  const ownCredential = readOwnCredential(config);
  const clusterName = config.clusterName ?? (await clusterNameOf(kube, signal));
  const settings = { namespace: config.namespace, clusterName, ...(ownCredential && { ownCredential }) };
  const cloudflare = createCloudflareApi({ baseUrl: config.cloudflareApiUrl, userAgent, share: config.rateLimitShare });
  try {
    const taken = await takeInventory({ settings, kube, cloudflare, stores: config.store }, signal);
    if (!taken.ok) throw new OwnError(taken.failure.message);
    return taken.value;
  } finally {
    cloudflare.close();
  }
}
