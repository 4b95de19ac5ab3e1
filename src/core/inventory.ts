import { formatOwner, ownerIn } from './ownership.ts';
import type { RemoteSecret } from './remote-secret.ts';

/**
 * Whose a secret is, as far as mark and status tell.
 *
 * | holder       | mark                         | recorded by a resource                        |
 * |--------------|------------------------------|-----------------------------------------------|
 * | Ours         | any                          | yes; `resource` is the one that records it    |
 * | Unrecorded   | of this cluster              | no, but there is a resource of that name      |
 * | Orphaned     | of this cluster              | no, and there is no resource of that name     |
 * | OtherCluster | of another cluster           | no                                            |
 * | Unmarked     | none                         | no                                            |
 */
type Holder = 'Ours' | 'Unrecorded' | 'Orphaned' | 'OtherCluster' | 'Unmarked';

/** One secret of a store, without its value, which nobody can read. */
export interface InventoryItem {
  readonly name: string;
  readonly id: string;
  readonly holder: Holder;
  /** `namespace/name` of the SecretsStoreSecret; of another cluster's, behind that cluster's name. */
  readonly resource?: string;
  readonly scopes: readonly string[];
  readonly status: string;
  /** RFC 3339; of the last write, by whomever. */
  readonly modified: string;
  readonly ageSeconds?: number;
}

export interface KnownResources {
  readonly clusterName: string;
  /** The resource that records a secret, by the secret's id. */
  readonly recordedBy: ReadonlyMap<string, string>;
  /** Every SecretsStoreSecret of the cluster, as `namespace/name`. */
  readonly resources: ReadonlySet<string>;
  readonly nowMs: number;
}

const order: readonly Holder[] = ['Ours', 'Unrecorded', 'Orphaned', 'OtherCluster', 'Unmarked'];

/** What a store holds: ours by resource, then the rest, each by name. */
export function inventoryOf(secrets: readonly RemoteSecret[], known: KnownResources): readonly InventoryItem[] {
  return secrets
    .map((secret) => itemOf(secret, known))
    .toSorted(
      (a, b) =>
        order.indexOf(a.holder) - order.indexOf(b.holder) ||
        compare(a.resource ?? '', b.resource ?? '') ||
        compare(a.name, b.name),
    );
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function itemOf(secret: RemoteSecret, known: KnownResources): InventoryItem {
  const { id, name, scopes, status, modified } = secret;
  const sinceMs = known.nowMs - Date.parse(modified);
  return {
    name,
    id,
    ...holderOf(secret, known),
    scopes,
    status,
    modified,
    ...(Number.isFinite(sinceMs) && { ageSeconds: Math.max(0, Math.floor(sinceMs / 1000)) }),
  };
}

function holderOf(
  { id, comment }: RemoteSecret,
  { clusterName, recordedBy, resources }: KnownResources,
): Pick<InventoryItem, 'holder' | 'resource'> {
  const recorder = recordedBy.get(id);
  if (recorder !== undefined) return { holder: 'Ours', resource: recorder };
  const owner = ownerIn(comment);
  if (owner === undefined) return { holder: 'Unmarked' };
  if (owner.cluster !== clusterName) return { holder: 'OtherCluster', resource: formatOwner(owner) };
  const resource = `${owner.namespace}/${owner.name}`;
  return { holder: resources.has(resource) ? 'Unrecorded' : 'Orphaned', resource };
}
