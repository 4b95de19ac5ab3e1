import type { SecretsStoreSecret } from '../api/resources.ts';
import { type Claimant, claimantOf, firstClaimant } from '../core/claims.ts';
import { chosenEntries } from '../core/desired.ts';
import { admitsName, type Fence, openFence } from '../core/fence.ts';
import { isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { type StoreKey, storeKeyOfRef } from '../core/store-ref.ts';
import { visitInSlices } from '../runtime/time-slice.ts';
import type { Caches } from './caches.ts';
import type { Connections } from './connections.ts';
import { fenceOf } from './fence-of.ts';
import { placeOfClaim } from './place-of-claim.ts';
import { References } from './references.ts';

interface Rival extends Claimant {
  readonly fence: Fence;
}

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
   * Tells for each name which resource goes before this one for it in the same Cloudflare store, by whatever store objects they get
   * there. One that its fence keeps from the name stands in nobody's way. For one decision: of each other resource it is looked up
   * once how it stands to this one, however many names they share.
   */
  rivalsFor(resource: SecretsStoreSecret): (name: string) => Claimant | undefined {
    const place = this.#placeOf(resource);
    if (place === undefined) return () => undefined;
    const self: Rival = { ...claimantOf(resource.metadata), fence: openFence };
    const rivals = new Map<string, Rival | undefined>();
    const rivalBy = (key: string): Rival | undefined => {
      if (!rivals.has(key)) rivals.set(key, this.#rivalAt(place, key));
      return rivals.get(key);
    };
    return (name) => {
      const all = [self, ...this.claimantsOf(name).flatMap((key) => rivalBy(key) ?? [])];
      const first = firstClaimant(all, ({ fence }) => admitsName(fence, name));
      return first?.uid === self.uid ? undefined : first;
    };
  }

  /** The keys of the resources that want a name which one of these wants, in any store; these among them where others want it too. */
  async rivalsOf(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    await visitInSlices(keys, (key) => {
      for (const name of this.#byName.targetsOf(key)) names.add(name);
    });
    const rivals = new Set<string>();
    await visitInSlices(names, (name) => {
      const claimants = this.claimantsOf(name);
      if (claimants.length > 1) for (const key of claimants) rivals.add(key);
    });
    return rivals;
  }

  /** The keys of all resources that want any of the names, in any store; each once. */
  claimantsOfAny(names: readonly string[]): readonly string[] {
    const claimants = new Set<string>();
    for (const name of names) for (const key of this.claimantsOf(name)) claimants.add(key);
    return [...claimants];
  }

  /** Whether the resource wants the name. */
  claims(key: string, name: string): boolean {
    return this.#byName.targetsOf(key).includes(name);
  }

  /** The keys of all resources that want the name, in any store. */
  claimantsOf(name: string): readonly string[] {
    return this.#byName.referrersOf(name);
  }

  #rivalAt(place: string, key: string): Rival | undefined {
    const other = this.#caches.resources.get(key);
    if (other === undefined || this.#placeOf(other) !== place) return undefined;
    return { ...claimantOf(other.metadata), fence: fenceOf(other, this.#caches) };
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
