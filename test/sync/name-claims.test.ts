import { describe, expect, test } from 'vitest';
import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret } from '../../src/api/resources.ts';
import { storeAddressKey } from '../../src/core/ids.ts';
import type { StoreKey } from '../../src/core/store-ref.ts';
import { keyOf, type KubeObject } from '../../src/kube/kube-object.ts';
import type { Caches } from '../../src/sync/caches.ts';
import { NameClaims } from '../../src/sync/name-claims.ts';
import { stillCache } from '../../src/sync/still-cache.ts';
import { address, at, resource } from '../core/builders.ts';

const there = storeAddressKey(address);
const metadata = (name: string) => ({ name, uid: `uid-of-${name}`, resourceVersion: '1', generation: 1 });
const own = (namespace: string, name = 'default') =>
  ({ kind: 'SecretsStore', metadata: { ...metadata(name), namespace }, spec: {} }) as unknown as SecretsStore;
const shared = (allowedNamespaces: object[]) =>
  ({
    kind: 'ClusterSecretsStore',
    metadata: metadata('shared'),
    spec: { allowedNamespaces },
  }) as unknown as ClusterSecretsStore;

interface Wanting {
  readonly namespace?: string;
  /** Seconds after the others. */
  readonly youngerBy?: number;
  readonly storeRef?: SecretsStoreSecret['spec']['storeRef'];
}

const wanting = (
  name: string,
  names: readonly string[],
  { namespace = 'shop', youngerBy = 0, storeRef }: Wanting = {},
) =>
  resource(
    { data: names.map((one) => ({ name: one, key: 'key' })), ...(storeRef && { storeRef }) },
    { metadata: { name, namespace, uid: `uid-of-${name}`, creationTimestamp: at(youngerBy * 1_000) } },
  );

/** All of these, in stores of which all lead to one Cloudflare store unless `leadsTo` says otherwise. */
function claimsOf(
  resources: readonly SecretsStoreSecret[],
  leadsTo: (key: StoreKey) => string | undefined = () => there,
  clusterStores: readonly ClusterSecretsStore[] = [],
) {
  let lookups = 0;
  const all = stillCache(resources);
  const caches: Caches = {
    resources: { ...all, get: (key) => ((lookups += 1), all.get(key)) },
    secretsStores: stillCache([own('shop'), own('shop', 'other'), own('till')]),
    clusterStores: stillCache(clusterStores),
    secrets: stillCache<KubeObject>([]),
    namespaces: stillCache<KubeObject>([]),
  };
  const claims = new NameClaims(caches, { addressKey: leadsTo });
  for (const one of resources) claims.update(keyOf(one), one);
  return { claims, lookups: () => lookups };
}

const young = wanting('young', ['A', 'B'], { youngerBy: 60 });

describe('the rival for a name', () => {
  test('is the oldest other resource that wants it, in whatever namespace', () => {
    const { claims } = claimsOf([
      wanting('old', ['A'], { youngerBy: 10 }),
      wanting('oldest', ['A'], { namespace: 'till' }),
      young,
    ]);
    const rivalFor = claims.rivalsFor(young);
    expect([rivalFor('A')?.name, rivalFor('B')?.name]).toEqual(['oldest', undefined]);
  });

  test('is none that is younger', () => {
    const old = wanting('old', ['A']);
    expect(claimsOf([old, young]).claims.rivalsFor(old)('A')).toBeUndefined();
  });

  test('is none whose store leads elsewhere, or nobody knows where', () => {
    const other = wanting('old', ['A'], { storeRef: { name: 'other' } });
    for (const elsewhere of ['acc0/another', undefined]) {
      const { claims } = claimsOf([other, young], (key) => (key.endsWith('/other') ? elsewhere : there));
      expect(claims.rivalsFor(young)('A')).toBeUndefined();
    }
  });

  test('is none whose fence keeps it from the name, but the next one', () => {
    const fenced = { namespace: 'till', storeRef: { kind: 'ClusterSecretsStore', name: 'shared' } } as const;
    const resources = [wanting('fenced', ['A', 'B'], fenced), wanting('next', ['A'], { youngerBy: 10 }), young];
    const fence = shared([{ names: ['till'], secretNames: ['B*'] }]);
    const rivalFor = claimsOf(resources, () => there, [fence]).claims.rivalsFor(young);
    expect([rivalFor('A')?.name, rivalFor('B')?.name]).toEqual(['next', 'fenced']);
  });
});

test('the rivals of resources are all who share a name with one of them, each once', async () => {
  const { claims } = claimsOf([
    wanting('one', ['A', 'B', 'ALONE']),
    wanting('two', ['A', 'B']),
    wanting('three', ['C']),
    wanting('four', ['D']),
    wanting('five', ['C', 'D', 'E']),
  ]);
  expect([...(await claims.rivalsOf(['shop/one', 'shop/three']))].toSorted()).toEqual([
    'shop/five',
    'shop/one',
    'shop/three',
    'shop/two',
  ]);
});

describe('three hundred resources that all want the same five hundred names', () => {
  const names = Array.from({ length: 500 }, (_, index) => `NAME_${index}`);
  const resources = Array.from({ length: 300 }, (_, index) => wanting(`r${index}`, names, { youngerBy: index }));
  const keys = resources.map(keyOf);

  test('are looked up once each in a decision of one of them', () => {
    const { claims, lookups } = claimsOf(resources);
    const rivalFor = claims.rivalsFor(resources[299] ?? expect.unreachable());
    expect(new Set(names.map((name) => rivalFor(name)?.name))).toEqual(new Set(['r0']));
    expect(lookups()).toBeLessThanOrEqual(300);
  });

  test('are told once each of what one of them no longer wants', () => {
    const { claims } = claimsOf(resources);
    const freed = claims.update('shop/r0', undefined);
    expect(freed).toHaveLength(500);
    expect(claims.claimantsOfAny(freed)).toEqual(keys.slice(1));
  });

  test('are found once each as rivals', async () => {
    expect([...(await claimsOf(resources).claims.rivalsOf(keys))]).toEqual(keys);
  });
});
