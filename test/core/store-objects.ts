import type { SecretsStore, StoreStatus } from '../../src/api/resources.ts';

/** A SecretsStore "main" of namespace "shop" that leads to the account's only store, unless its spec says otherwise. */
export const storeObject = (
  spec: Partial<SecretsStore['spec']> = {},
  rest: { readonly metadata?: Partial<SecretsStore['metadata']>; readonly status?: StoreStatus } = {},
): SecretsStore => ({
  apiVersion: 'secretsstore.dev/v1alpha1',
  kind: 'SecretsStore',
  metadata: {
    name: 'main',
    namespace: 'shop',
    uid: 'uid-of-main',
    resourceVersion: '1',
    generation: 1,
    ...rest.metadata,
  },
  spec: { accountId: 'acc0', auth: { apiToken: { secretRef: { name: 'cloudflare', key: 'token' } } }, ...spec },
  ...(rest.status && { status: rest.status }),
});
