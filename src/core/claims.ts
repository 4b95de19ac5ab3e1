import type { ObjectMeta } from '../api/resources.ts';

/** A SecretsStoreSecret that wants a name in a store. */
export interface Claimant {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** RFC 3339, whole seconds, as the API server sets it. */
  readonly created: string;
}

export const claimantOf = (metadata: ObjectMeta): Claimant => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid,
  created: metadata.creationTimestamp ?? '',
});

/**
 * Who has a name that several want and that nobody holds at Cloudflare yet: the oldest, then the smallest uid. The same
 * answer whatever the order in which they are looked at, so two resources never take turns in overwriting each other.
 * `isAdmitted` is asked only of one that would go before all that were looked at.
 */
export function firstClaimant<T extends Claimant>(
  claimants: Iterable<T>,
  isAdmitted: (claimant: T) => boolean = () => true,
): T | undefined {
  let first: T | undefined;
  for (const claimant of claimants) {
    if ((first === undefined || isBefore(claimant, first)) && isAdmitted(claimant)) first = claimant;
  }
  return first;
}

function isBefore(a: Claimant, b: Claimant): boolean {
  return a.created === b.created ? a.uid < b.uid : a.created < b.created;
}
