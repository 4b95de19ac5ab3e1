import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import type { CloudflareApi } from '../cloudflare/api.ts';
import { invalidSpec } from '../core/as-our-kind.ts';
import { explain } from '../core/explain.ts';
import { inventoryOf, type InventoryItem, type KnownResources } from '../core/inventory.ts';
import { recordedIds } from '../core/recorded-ids.ts';
import { failed, type Result, success } from '../core/result.ts';
import { type StoreKey, storeKeyOf } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { Quota } from '../core/observed.ts';
import type { KubeConnection } from '../kube/connection.ts';
import { keyOf, type KubeObject } from '../kube/kube-object.ts';
import { readSecret } from '../kube/secrets.ts';
import type { Settings } from './context.ts';
import { locateStore, recordedPlace } from './locate-store.ts';
import { openCredential } from './open-credential.ts';
import type { Pass } from './pass.ts';
import { readCluster } from './read-cluster.ts';

export interface InventoryOptions {
  readonly settings: Pick<Settings, 'namespace' | 'clusterName' | 'ownCredential'>;
  readonly kube: KubeConnection;
  readonly cloudflare: Pick<CloudflareApi, 'connect'>;
  /** These alone; all where it is empty. */
  readonly stores: readonly StoreKey[];
}

export interface StoreInventory {
  readonly store: StoreKey;
  readonly accountId: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly quota: Quota;
  readonly secrets: readonly InventoryItem[];
}

export interface Inventory {
  readonly stores: readonly StoreInventory[];
  /** Stores of which nothing can be said, and why. */
  readonly failures: readonly { readonly store: StoreKey; readonly failure: SyncFailure }[];
}

/**
 * What the stores hold, by reads alone: one list of each of our kinds, and for each store its credential, one look at the
 * quota and one listing; one call more where its status does not say where it is. A failure, where the cluster cannot be read.
 */
export async function takeInventory(
  options: InventoryOptions,
  signal: AbortSignal,
): Promise<Result<Inventory, SyncFailure>> {
  const cluster = await readCluster(options.kube, { namespace: undefined, signal });
  if (!cluster.ok) return cluster;
  const { resources, secretsStores, clusterStores } = cluster.value;
  const known = knownOf(resources, options);
  const all = new Map([...clusterStores, ...secretsStores].map((store) => [storeKeyOf(store), store]));
  const wanted = options.stores.length === 0 ? [...all.keys()].toSorted() : options.stores;
  const taken = await Promise.all(
    wanted.map(async (key) => {
      const store = all.get(key);
      const result = store ? await inventoryOfStore(store, known, { options, signal }) : failed(noSuch(key));
      return [key, result] as const;
    }),
  );
  return success({
    stores: taken.flatMap(([, result]) => (result.ok ? result.value : [])),
    failures: taken.flatMap(([store, result]) => (result.ok ? [] : { store, failure: result.failure })),
  });
}

const noSuch = (key: StoreKey): SyncFailure => ({
  kind: 'Terminal',
  reason: 'StoreNotFound',
  message: `There is no ${key} in the cluster; give KIND/NAMESPACE/NAME of a SecretsStore, or KIND/NAME of a ClusterSecretsStore`,
});

function knownOf(resources: readonly SecretsStoreSecret[], { settings }: InventoryOptions): KnownResources {
  const records = resources.flatMap((resource) => recordedIds(resource).map((id) => [id, keyOf(resource)] as const));
  return {
    clusterName: settings.clusterName,
    recordedBy: new Map(records),
    resources: new Set(resources.map(keyOf)),
    nowMs: Date.now(),
  };
}

interface Taking {
  readonly options: InventoryOptions;
  readonly signal: AbortSignal;
}

async function inventoryOfStore(
  store: Store,
  known: KnownResources,
  { options, signal }: Taking,
): Promise<Result<StoreInventory, SyncFailure>> {
  const misfit = invalidSpec(store);
  if (misfit) return failed(misfit);
  const { kube, cloudflare, settings } = options;
  const reading = {
    settings,
    cloudflare,
    readSecret: async (name: Parameters<typeof readSecret>[1]) => readSecret(kube, name, { signal }),
    // No watch shows the Secret: that it is read counts.
    caches: { secrets: { get: unread } },
  };
  const credential = await openCredential(store, reading, { held: undefined, signal });
  if (!credential.ok) return credential;
  const { client } = credential.value;
  const pass: Pass = { lane: 'Change', signal, superseded: signal, release: () => undefined };
  const recorded = recordedPlace(store);
  const place = recorded ? success(recorded) : await locateStore(store, client, { creations: undefined, pass });
  if (!place.ok) return place;
  const { address, name } = place.value;
  const [quota, secrets] = await Promise.all([
    client.quota(address.accountId, pass),
    client.listSecrets(address, pass),
  ]);
  if (!quota.ok) return failed(explain(quota.failure, `read the quota of account ${address.accountId}`));
  if (!secrets.ok) return failed(explain(secrets.failure, `list store "${name}"`));
  return success({
    store: storeKeyOf(store),
    ...address,
    storeName: name,
    quota: quota.value,
    secrets: inventoryOf(secrets.value, known),
  });
}

const unread = (key: string): KubeObject => {
  const [namespace = '', name = ''] = key.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name, uid: '', resourceVersion: '' } };
};
