import type { CloudflareApi } from '../cloudflare/api.ts';
import { StoreSnapshot } from '../cloudflare/snapshot.ts';
import { StoreWriter } from '../cloudflare/store-writer.ts';
import { readOnly } from '../cloudflare/read-only.ts';
import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { type Result, success } from '../core/result.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { KubeConnection } from '../kube/connection.ts';
import { keyOf, type KubeObject } from '../kube/kube-object.ts';
import { readSecret, type SecretName } from '../kube/secrets.ts';
import { systemClock } from '../runtime/clock.ts';
import { Connections } from './connections.ts';
import type { Caches } from './caches.ts';
import type { ReadingContext } from './context.ts';
import { knownDigestKey } from './known-digest-key.ts';
import type { Manifests } from './manifests.ts';
import { NameClaims } from './name-claims.ts';
import { credentialRefOf } from './open-credential.ts';
import { Quotas } from './quotas.ts';
import { type ClusterObjects, readNamespaces } from './read-cluster.ts';
import { storesOf } from './reference-targets.ts';
import { SharedStores } from './shared-stores.ts';
import { stillCache } from './still-cache.ts';
import { StoreCreations } from './store-creations.ts';

export interface ReadingOptions {
  readonly settings: ReadingContext['settings'];
  readonly kube: KubeConnection;
  readonly cloudflare: Pick<CloudflareApi, 'connect'>;
  readonly manifests: Manifests;
}

interface Known extends ClusterObjects {
  /** The resources that are planned, as they would be. */
  readonly chosen: readonly SecretsStoreSecret[];
}

/** All that reading and deciding work with, over objects that stand still, and with no way to write. */
export async function createReadingContext(
  known: Known,
  { kube, cloudflare, settings, manifests }: ReadingOptions,
  signal: AbortSignal,
): Promise<Result<ReadingContext, SyncFailure>> {
  const read = secretReader((name, options) => readSecret(kube, name, options), manifests);
  const chosen = new Map(known.chosen.map((resource) => [keyOf(resource), resource]));
  const resources = stillCache(known.resources.map((resource) => chosen.get(keyOf(resource)) ?? resource));
  const stores = new Map([...known.secretsStores, ...known.clusterStores].map((store) => [storeKeyOf(store), store]));
  const used = new Set(known.chosen.flatMap(storesOf));
  const usedStores = [...stores.values()].filter((store) => used.has(storeKeyOf(store)));
  const namespaces = usedStores.some(selectsNamespaces) ? await readNamespaces(kube, { signal }) : success([]);
  if (!namespaces.ok) return namespaces;
  const sharedStores = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock: systemClock, signal }),
    createWriter: (access) => new StoreWriter(access, { clock: systemClock, signal, maxBatchSize: 1 }),
  });
  const connections = new Connections(sharedStores);
  const caches: Caches = {
    resources,
    secretsStores: stillCache(known.secretsStores),
    clusterStores: stillCache(known.clusterStores),
    secrets: stillCache(await credentialSecrets(usedStores, { read, settings, signal })),
    namespaces: stillCache(namespaces.value),
  };
  const claims = new NameClaims(caches, connections);
  for (const resource of resources.values()) claims.update(keyOf(resource), resource);
  return success({
    settings,
    cloudflare: { connect: (credential) => readOnly(cloudflare.connect(credential)) },
    readSecret: read,
    caches,
    connections,
    sharedStores,
    quotas: new Quotas(),
    creations: new StoreCreations(systemClock.nowMs),
    claims,
    digestKey: knownDigestKey(read, settings),
    sameValues: new Map(),
    absences: new Map(),
    unreadable: () => [],
    now: Date.now,
    clock: systemClock,
  });
}

/** Each Secret is read once, however many want it; one in the manifests is not read at all. */
function secretReader(read: ReadingContext['readSecret'], { secrets }: Manifests): ReadingContext['readSecret'] {
  const known = new Map(
    secrets.map((secret) => [`${secret.namespace}/${secret.name}`, Promise.resolve(success(secret))]),
  ) as Map<string, ReturnType<ReadingContext['readSecret']>>;
  return async ({ namespace, name }, options) => {
    const key = `${namespace}/${name}`;
    const reading = known.get(key) ?? read({ namespace, name }, options);
    known.set(key, reading);
    return reading;
  };
}

const selectsNamespaces = (store: Store): boolean =>
  store.kind === 'ClusterSecretsStore' && (store.spec.allowedNamespaces ?? []).some(({ selector }) => selector);

interface CredentialReading {
  readonly read: ReadingContext['readSecret'];
  readonly settings: ReadingContext['settings'];
  readonly signal: AbortSignal;
}

/** A watch would show them. One that could not be read counts as there: whoever needs it learns why. */
async function credentialSecrets(
  stores: readonly Store[],
  { read, settings, signal }: CredentialReading,
): Promise<readonly KubeObject[]> {
  const refs = stores.flatMap(
    (store): SecretName | readonly SecretName[] => credentialRefOf(store, settings.namespace) ?? [],
  );
  const secrets = await Promise.all(
    refs.map(async ({ namespace, name }) => {
      const found = await read({ namespace, name }, { signal });
      if (!found.ok && found.failure.kind === 'NotFound') return [];
      const { uid, resourceVersion } = found.ok ? found.value : { uid: '', resourceVersion: '' };
      return [{ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name, uid, resourceVersion } }];
    }),
  );
  return secrets.flat();
}
