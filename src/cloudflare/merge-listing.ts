import type { SecretId } from '../core/ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import { isLater } from '../core/instants.ts';

/** What we did to one secret, and when Cloudflare's answer to it came. */
export type OwnWrite =
  | { readonly kind: 'Written'; readonly secret: RemoteSecret; readonly endedAt: number }
  | { readonly kind: 'Deleted'; readonly endedAt: number };

type OwnWrites = ReadonlyMap<SecretId, OwnWrite>;

export interface Listing {
  readonly secrets: readonly RemoteSecret[];
  readonly beganAt: number;
}

/**
 * The writes that a listing may not show yet: those that ended after it began, or less than the replicas' lag before. What it
 * does show of them is taken in, lest the next listing, from a replica that lags, takes an activation back.
 */
export function writesUnknownTo(listing: Listing, writes: OwnWrites, graceMs: number): Map<SecretId, OwnWrite> {
  const listed = new Map(listing.secrets.map((secret) => [secret.id, secret]));
  return new Map(
    [...writes]
      .filter(([, write]) => listing.beganAt < write.endedAt + graceMs)
      .map(([id, write]) => [id, asLastSeen(write, listed.get(id))]),
  );
}

const asLastSeen = (write: OwnWrite, listed: RemoteSecret | undefined): OwnWrite =>
  write.kind === 'Deleted' ? write : { ...write, secret: later(write.secret, listed) };

/**
 * What the store holds, by a listing and by our own writes that it may not know.
 *
 * | in the listing | our write | the store holds                                         |
 * |----------------|-----------|---------------------------------------------------------|
 * | yes            | none      | what is listed                                          |
 * | yes            | Written   | the one with the later `modified`; on a tie what is listed |
 * | yes            | Deleted   | nothing                                                 |
 * | no             | none      | nothing                                                 |
 * | no             | Written   | what we wrote, as it was last seen                      |
 * | no             | Deleted   | nothing                                                 |
 */
export function mergeListing(listing: Listing, unknownWrites: OwnWrites): Map<SecretId, RemoteSecret> {
  const merged = new Map(listing.secrets.map((secret) => [secret.id, secret]));
  for (const [id, write] of unknownWrites) {
    if (write.kind === 'Deleted') merged.delete(id);
    else merged.set(id, later(write.secret, merged.get(id)));
  }
  return merged;
}

/** The one that changed last; the second one on a tie. */
export const later = (first: RemoteSecret, second: RemoteSecret | undefined): RemoteSecret =>
  second === undefined || isLater(first.modified, second.modified) ? first : second;
