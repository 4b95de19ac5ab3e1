import { isDeepStrictEqual } from 'node:util';
import type { SecretStatus, StoreStatus } from '../api/resources.ts';

/**
 * Whether writing this status would tell nobody anything. The Secret's resourceVersion alone does not count: other tools
 * annotate Secrets all day, and the digests show that no value has changed.
 */
export function saysTheSame(before: SecretStatus | undefined, after: SecretStatus): boolean {
  return before !== undefined && isDeepStrictEqual(comparable(before), comparable(after));
}

/** The time of a listing is no news by itself. */
export function storeSaysTheSame(before: StoreStatus | undefined, after: StoreStatus): boolean {
  return (
    before !== undefined &&
    isDeepStrictEqual({ ...before, lastListedTime: undefined }, { ...after, lastListedTime: undefined })
  );
}

/** The API server may keep the items of a list map in another order than they were sent. */
function comparable({ entries = [], source, ...rest }: SecretStatus): object {
  return { ...rest, hasSource: source !== undefined, entries: entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
