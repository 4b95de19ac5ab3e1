import { secretId, storeId } from '../core/ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import type { RemoteStore, SecretsQuota, TokenStatus } from './client.ts';
import { isObject, listOf, numberOf, single, textOf } from './json-fields.ts';

/**
 * What Cloudflare's results become. Every parser answers undefined for a result that is not what it should be. Lenient where
 * descriptions of the API differ: `comment` may be null or absent, `scopes` absent, one object may come in an array.
 */
export function parseSecret(value: unknown): RemoteSecret | undefined {
  const secret = single(value);
  if (!isObject(secret)) return undefined;
  const [id, name, status] = [textOf(secret['id']), textOf(secret['name']), textOf(secret['status'])];
  if (id === undefined || name === undefined || status === undefined) return undefined;
  return {
    id: secretId(id),
    name,
    status,
    scopes: (listOf(secret['scopes'] ?? [], textOf) ?? []).toSorted(),
    comment: textOf(secret['comment']) ?? '',
    modified: textOf(secret['modified']) ?? textOf(secret['created']) ?? '',
  };
}

/** A page of secrets. Those that are `deleted` are still in it: the page's length says whether there is another. */
export const parseSecrets = (value: unknown): readonly RemoteSecret[] | undefined =>
  listOf(isObject(value) ? [value] : value, parseSecret);

export const isShown = (secret: RemoteSecret): boolean => secret.status !== 'deleted';

export function parseStore(value: unknown): RemoteStore | undefined {
  const store = single(value);
  if (!isObject(store)) return undefined;
  const [id, name] = [textOf(store['id']), textOf(store['name'])];
  return id === undefined || name === undefined ? undefined : { id: storeId(id), name };
}

export const parseStores = (value: unknown): readonly RemoteStore[] | undefined => listOf(value, parseStore);

export function parseQuota(value: unknown): SecretsQuota | undefined {
  const secrets = isObject(value) ? value['secrets'] : undefined;
  if (!isObject(secrets)) return undefined;
  const [limit, used] = [numberOf(secrets['quota']), numberOf(secrets['usage'])];
  return limit === undefined || used === undefined ? undefined : { limit, used };
}

export function parseTokenStatus(value: unknown): TokenStatus | undefined {
  if (!isObject(value)) return undefined;
  const [status, expiresOn] = [textOf(value['status']), textOf(value['expires_on'])];
  if (status === undefined) return undefined;
  return expiresOn === undefined ? { status } : { status, expiresOn };
}
