import type { SecretsStoreSecret } from '../api/resources.ts';

type Naming = NonNullable<NonNullable<SecretsStoreSecret['spec']['dataFrom']>['naming']>;

/** What Cloudflare is known to accept: dots and spaces were seen to fail. Its maximum length is undocumented; ours is what status can hold. */
const accepted = /^[A-Za-z0-9_-]{1,512}$/;

export const isRemoteName = (name: string): boolean => accepted.test(name);

/** The name at Cloudflare for a key of the Secret; it may still be one that Cloudflare does not accept. */
export function remoteName(key: string, naming: Naming = {}): string {
  return `${naming.prefix ?? ''}${naming.case === 'UpperSnake' ? upperSnake(key) : key}`;
}

/** `api.dbUrl` → `API_DB_URL`, `HTTPPort` → `HTTP_PORT`, `db2Url` → `DB2_URL`; `K8S_TOKEN` is no camelCase and stays. */
const upperSnake = (key: string): string =>
  key
    .replaceAll(/([a-z][0-9]*)([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z0-9])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toUpperCase();
