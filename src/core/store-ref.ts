import type { SecretsStoreSecret, Store, StoreKind } from '../api/resources.ts';

/** One text for each store object: `SecretsStore/shop/default`, `ClusterSecretsStore/default`. */
export type StoreKey = string;

/** The store that a resource refers to. */
export const storeKeyOfRef = ({ metadata, spec }: SecretsStoreSecret): StoreKey =>
  storeKeyFrom(metadata.namespace ?? '', spec.storeRef);

/** The store that a name leads to, seen from a namespace: a SecretsStore is always in it. */
export const storeKeyFrom = (
  namespace: string,
  { kind = 'SecretsStore', name }: { readonly kind?: string; readonly name: string },
): StoreKey => (kind === 'SecretsStore' ? `${kind}/${namespace}/${name}` : `${kind}/${name}`);

export function storeKeyOf({ kind, metadata }: Store): StoreKey {
  return kind === 'SecretsStore' ? `${kind}/${metadata.namespace}/${metadata.name}` : `${kind}/${metadata.name}`;
}

export const kindOfStore = (key: StoreKey): StoreKind =>
  key.startsWith('ClusterSecretsStore/') ? 'ClusterSecretsStore' : 'SecretsStore';

/** Whose a store object is: the namespace of a SecretsStore, and "" for those that belong to the cluster. */
export function namespaceOfStore(key: StoreKey): string {
  const [, namespace = ''] = key.split('/');
  return kindOfStore(key) === 'SecretsStore' ? namespace : '';
}

/** How messages name the store object: `SecretsStore "default"`. */
export function storeTitle({ spec }: SecretsStoreSecret): string {
  return `${spec.storeRef.kind ?? 'SecretsStore'} "${spec.storeRef.name}"`;
}
