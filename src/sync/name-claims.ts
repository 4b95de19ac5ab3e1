import type { SecretsStoreSecret } from '../api/resources.ts';
import { type Claimant, claimantOf, firstClaimant } from '../core/claims.ts';
import { chosenEntries } from '../core/desired.ts';
import { admitsName } from '../core/fence.ts';
import { isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { type StoreKey, storeKeyOfRef } from '../core/store-ref.ts';
import type { Caches } from './caches.ts';
import type { Connections } from './connections.ts';
import { fenceOf } from './fence-of.ts';
import { placeOfClaim } from './place-of-claim.ts';
import { References } from './references.ts';

/** Which resources want which remote names: what their specs name, and what their status says they have found. */
export class NameClaims {
  readonly #byName = new References();
  readonly #stores = new Map<string, StoreKey>();
  readonly #caches: Caches;
  readonly #connections: Pick<Connections, 'addressKey'>;

  constructor(caches: Caches, connections: Pick<Connections, 'addressKey'>) {
    this.#caches = caches;
    this.#connections = connections;
  }

  /**
   * The resource claims the names that it has now; none when it is gone or going, or only plans, for that must not stand in
   * anybody's way. Answers the names that it no longer claims where it did.
   */
  update(key: string, resource: SecretsStoreSecret | undefined): readonly string[] {
    const before = this.#byName.targetsOf(key);
    const now = resource && !isDeleting(resource) && !isPlanOnly(resource) ? claimedNames(resource) : new Set<string>();
    this.#byName.set(key, [...now]);
    const store = resource && storeKeyOfRef(resource);
    const isElsewhere = this.#stores.get(key) !== store;
    if (store) this.#stores.set(key, store);
    else this.#stores.delete(key);
    return before.filter((name) => isElsewhere || !now.has(name));
  }

  /**
   * The resource that goes before this one for a name in the same Cloudflare store, by whatever store objects they get there.
   * One that its fence keeps from the name stands in nobody's way.
   */
  rivalFor(resource: SecretsStoreSecret, name: string): Claimant | undefined {
    const place = this.#placeOf(resource);
    if (place === undefined) return undefined;
    const self = claimantOf(resource.metadata);
    const claimants = this.claimantsOf(name)
      .flatMap((key) => this.#caches.resources.get(key) ?? [])
      .filter((other) => this.#placeOf(other) === place)
      .filter((other) => admitsName(fenceOf(other, this.#caches), name))
      .map((other) => claimantOf(other.metadata));
    const first = firstClaimant([self, ...claimants]);
    return first?.uid === self.uid ? undefined : first;
  }

  /** The keys of the other resources that want a name which this one wants, in any store. */
  rivalsOf(key: string): readonly string[] {
    return this.#byName.targetsOf(key).flatMap((name) => this.claimantsOf(name).filter((other) => other !== key));
  }

  /** The keys of all resources that want the name, in any store. */
  claimantsOf(name: string): readonly string[] {
    return this.#byName.referrersOf(name);
  }

  #placeOf(resource: SecretsStoreSecret): string | undefined {
    return placeOfClaim(storeKeyOfRef(resource), { caches: this.#caches, connections: this.#connections });
  }
}

function claimedNames({ spec, status }: SecretsStoreSecret): ReadonlySet<string> {
  const chosen = chosenEntries(spec);
  const former = new Set(chosen.flatMap(({ formerName }) => formerName ?? []));
  const found = (status?.entries ?? []).filter(({ name, state }) => state !== 'Deleting' || former.has(name));
  return new Set([...chosen, ...found].map(({ name }) => name));
}
