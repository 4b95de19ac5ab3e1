import { isDeepStrictEqual } from 'node:util';
import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Manifest } from './manifests.ts';

type Ours = SecretsStoreSecret | SecretsStore | ClusterSecretsStore;

/**
 * The cluster's objects of one kind as they would be with the manifests applied: one that is there keeps its status and
 * identity, and a new one is younger than all that are.
 */
export function overlay<T extends Ours>(
  objects: readonly T[],
  manifests: readonly Manifest<T>[],
  nowMs: number,
): readonly T[] {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]));
  for (const [index, manifest] of manifests.entries()) {
    const key = keyOf(manifest);
    byKey.set(key, applied(byKey.get(key), manifest, { index, nowMs }));
  }
  return [...byKey.values()];
}

function applied<T extends Ours>(
  object: T | undefined,
  { metadata, ...manifest }: Manifest<T>,
  { index, nowMs }: { readonly index: number; readonly nowMs: number },
): T {
  if (object === undefined) {
    const identity = {
      uid: `new-${String(index).padStart(6, '0')}`,
      resourceVersion: '',
      generation: 1,
      creationTimestamp: new Date(nowMs).toISOString(),
    };
    return { ...manifest, metadata: { ...metadata, ...identity } } as T;
  }
  const isSame = isDeepStrictEqual(object.spec, manifest.spec);
  const { generation = 1, annotations } = object.metadata;
  return {
    ...object,
    spec: manifest.spec,
    metadata: {
      ...object.metadata,
      annotations: { ...annotations, ...metadata.annotations },
      generation: isSame ? generation : generation + 1,
    },
  };
}
