import type { StoreStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import type { SecretId } from './ids.ts';
import { listSome } from './list-some.ts';
import { type Owner, ownerIn } from './ownership.ts';
import type { RemoteSecret } from './remote-secret.ts';

/** A secret with this cluster's mark that no resource records. */
export interface Orphan {
  readonly id: SecretId;
  readonly name: string;
  readonly owner: Owner;
}

export interface OrphanSearch {
  readonly clusterName: string;
  /** Whether the resources of that namespace are known here: of others nobody can tell what they record. */
  readonly isKnown: (namespace: string) => boolean;
  /** Whether there is a resource of that name which records this secret, or may yet record it, as its own. */
  readonly mayRecord: (owner: Owner, secret: Pick<RemoteSecret, 'id' | 'name'>) => boolean;
  /** Those of these ids that status of any resource records. That means to look at all of them, so it is asked only where it matters. */
  readonly recordedAmong: (ids: ReadonlySet<string>) => ReadonlySet<string>;
}

/**
 * The orphans among the secrets of a store, by name.
 *
 * | mark                      | recorded | its resource                   | orphan                             |
 * |---------------------------|----------|--------------------------------|------------------------------------|
 * | none, another cluster's   |          |                                | no: it is not ours to speak of     |
 * | of an unknown namespace   |          |                                | no: nobody knows                   |
 * | ours                      | yes      |                                | no                                 |
 * | ours                      | no       | may yet record it              | no: a create and its record are two |
 * | ours                      | no       | is gone, or has no use for it  | yes                                |
 */
export function findOrphans(secrets: readonly RemoteSecret[], search: OrphanSearch): readonly Orphan[] {
  const { clusterName, isKnown, mayRecord, recordedAmong } = search;
  const left = secrets.flatMap(({ id, name, comment }): readonly Orphan[] => {
    const owner = ownerIn(comment);
    if (owner?.cluster !== clusterName || !isKnown(owner.namespace) || mayRecord(owner, { id, name })) return [];
    return [{ id, name, owner }];
  });
  if (left.length === 0) return left;
  const recorded = recordedAmong(new Set(left.map(({ id }) => id)));
  return left.filter(({ id }) => !recorded.has(id)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** When each orphan was first seen in a listing, in milliseconds of a clock that never runs backwards. */
export type OrphanSightings = ReadonlyMap<SecretId, number>;

interface Listing {
  /** By the same clock. */
  readonly listedAtMs: number;
  /** Taken in this pass. What was found between two listings may be a write that others have made since. */
  readonly isFresh: boolean;
}

/** What is an orphan still, and what a fresh listing adds to that. */
export function sightingsAfter(
  before: OrphanSightings,
  found: readonly Orphan[],
  { listedAtMs, isFresh }: Listing,
): OrphanSightings {
  return new Map(
    found.flatMap(({ id }) => {
      const firstMs = before.get(id) ?? (isFresh ? listedAtMs : undefined);
      return firstMs === undefined ? [] : [[id, firstMs] as const];
    }),
  );
}

interface Deadline extends Listing {
  readonly periodMs: number;
  /** Whether any resource of that name exists, whatever it records. */
  readonly exists: (owner: Owner) => boolean;
}

/** Orphans that two listings have shown, a resync period apart, and whose resource does not exist. */
export const orphansToDelete = (
  orphans: readonly Orphan[],
  sightings: OrphanSightings,
  { listedAtMs, isFresh, periodMs, exists }: Deadline,
): readonly Orphan[] =>
  orphans.filter(({ id, owner }) => {
    const firstMs = sightings.get(id);
    return isFresh && firstMs !== undefined && listedAtMs - firstMs >= periodMs && !exists(owner);
  });

type OrphanStatus = Pick<StoreStatus, 'orphans' | 'orphanCount'>;

/** As many as the CRD takes. */
const maxListed = 20;

/** What status says of the orphans: all of them by number, and some by name. */
export const orphanStatus = (orphans: readonly Orphan[]): OrphanStatus => ({
  orphanCount: orphans.length,
  ...(orphans.length > 0 && {
    orphans: orphans.slice(0, maxListed).map(({ id, name, owner }) => ({
      name: name.slice(0, 253),
      secretId: id,
      resource: `${owner.namespace}/${owner.name}`.slice(0, 317),
    })),
  }),
});

/** One warning where there is an orphan that status did not tell of. Of those that it only counted, more is news. */
export function orphanEvents(before: OrphanStatus, now: OrphanStatus): readonly EventNote[] {
  const { orphans: known = [], orphanCount: count = 0 } = before;
  const ids = new Set(known.map(({ secretId }) => secretId));
  const fresh = (now.orphans ?? []).filter(({ secretId }) => !ids.has(secretId));
  const isNews = (now.orphanCount ?? 0) > count || (count <= known.length && fresh.length > 0);
  if (!isNews) return [];
  const named = (fresh.length > 0 ? fresh : (now.orphans ?? [])).map(({ name, resource }) => `${name} (${resource})`);
  return [
    {
      type: 'Warning',
      reason: 'Orphaned',
      note:
        `These secrets carry the mark of this cluster, and no SecretsStoreSecret records them: ${listSome(named, 5)}; ` +
        'delete them if nothing uses them, or have a resource of that name take them up',
    },
  ];
}
