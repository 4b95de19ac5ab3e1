import type { StoreAddress } from './ids.ts';
import type { SecretValue } from './secret-value.ts';

/** Stands in place of a digest where the value at Cloudflare may be another than the one that the Secret has; equal to none. */
export const unknownDigest = 'unknown';

/**
 * What status keeps in place of a value. It is keyed, so that a short value cannot be guessed from it, and bound to the
 * place and the name, so that equal values do not show as equal. A lost key costs one PATCH an entry and nothing else.
 */
export function digestOf(value: SecretValue, name: string, place: { key: Uint8Array; address: StoreAddress }): string {
  const { key, address } = place;
  return `v1:${value.keyedDigest(key, [address.accountId, address.storeId, name])}`;
}
