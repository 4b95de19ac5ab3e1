import type { SecretsStoreSecret, SecretsStore, ClusterSecretsStore } from '../../src/api/resources.ts';
import type { NewObject } from './kube-objects.ts';

/** The account that every scenario's emulator has, and the credentials that open it. */
export const accountId = '985e105f4ecef8ad9ca31a8372d0c353';
export const token = 'sample-token';
export const email = 'ops@example.com';
export const globalKey = 'sample-global-key';
/** The store that the account has unless a scenario says otherwise. */
export const storeName = 'default_secrets_store';

/** A Kubernetes Secret; a Buffer stays the bytes that it is. An apply of it again takes away the keys that it no longer has. */
export function sourceSecret(values: Readonly<Record<string, string | Buffer>>, name = 'app'): NewObject {
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  return { kind: 'Secret', metadata: { name }, data };
}

/** Holds the token that opens the account, under `token`. */
export const credentialSecret = (value = token): NewObject => sourceSecret({ token: value }, 'cloudflare');

const auth = { apiToken: { secretRef: { name: 'cloudflare', key: 'token' } } } as const;

/** A SecretsStore "default" with the account's only store and the credential of `credentialSecret()`. */
export const store = (spec: Partial<SecretsStore['spec']> = {}, name = 'default'): NewObject => ({
  kind: 'SecretsStore',
  metadata: { name },
  spec: { accountId, auth, ...spec },
});

/** A ClusterSecretsStore "shared", likewise, that admits every namespace. `auth: undefined` leaves the credential out. */
export const clusterStore = (
  spec: { [Field in keyof ClusterSecretsStore['spec']]?: ClusterSecretsStore['spec'][Field] | undefined } = {},
  name = 'shared',
): NewObject => ({
  kind: 'ClusterSecretsStore',
  metadata: { name },
  spec: { accountId, auth, allowedNamespaces: [{ selector: {} }], ...spec },
});

type ResourceSpec = Partial<SecretsStoreSecret['spec']>;

/** A SecretsStoreSecret "app" that pushes key `key` of Secret "app" as `KEY` through SecretsStore "default". */
export function resource(spec: ResourceSpec = {}, name = 'app'): NewObject {
  const entries: ResourceSpec = spec.dataFrom ? {} : { data: [{ name: 'KEY', key: 'key' }] };
  return {
    kind: 'SecretsStoreSecret',
    metadata: { name },
    spec: { storeRef: { name: 'default' }, secretRef: { name: 'app' }, scopes: ['workers'], ...entries, ...spec },
  };
}

/** What `resource()` refers to through `clusterStore()`. */
export const sharedStoreRef = { kind: 'ClusterSecretsStore', name: 'shared' } as const;
