import { keyOf, type KubeObject } from '../kube/kube-object.ts';
import type { Cache } from './caches.ts';

/** Objects as they were when they were read: nothing keeps them up to date. */
export function stillCache<T extends KubeObject>(objects: Iterable<T>): Cache<T> & { readonly waitedMs: number } {
  const byKey = new Map([...objects].map((object) => [keyOf(object), object]));
  return {
    get: (key) => byKey.get(key),
    values: () => byKey.values(),
    put: () => undefined,
    isSynced: true,
    waitedMs: 0,
  };
}
