import type { SecretsStoreSecret } from '../../../src/api/resources.ts';

/** What there is on both sides, in a user's terms: all that the model knows. Plain data, never changed in place. */
export interface World {
  /** Kubernetes Secrets: their keys and values. */
  readonly sources: Named<Named<string>>;
  readonly resources: Named<Resource>;
  /** Resources that went under Retain, and whose marks a running operator still has to take off. */
  readonly departed: Named<Resource>;
  /** The store objects that there are, each of which leads to the Cloudflare store of its name. */
  readonly stores: Named<StoreState>;
  /** The stores by which the operator of now has a way to Cloudflare, though their objects may be gone. */
  readonly known: readonly string[];
  /** The secrets at Cloudflare, by address. */
  readonly remote: Named<Remote>;
  /** Places for secrets in the account. */
  readonly quota: number;
  /** How many values, ids and versions were made so far: each is another one. */
  readonly minted: number;
  /** Stands in every value, and nowhere else. */
  readonly canary: string;
}

export type Named<T> = Readonly<Record<string, T>>;

export type Spec = SecretsStoreSecret['spec'];

export type ChosenEntry = NonNullable<Spec['data']>[number];

/** A SecretsStoreSecret. */
export interface Resource {
  readonly name: string;
  readonly spec: Spec;
  readonly uid: string;
  readonly created: string;
  /** How many deletions at once somebody has confirmed. */
  readonly confirmed: string | undefined;
  readonly isDeleting: boolean;
  readonly hasFinalizer: boolean;
  /** The Cloudflare store in which it has what it keeps. */
  readonly at: string | undefined;
  /** What it has written there, by name. */
  readonly kept: Named<Kept>;
  /** What it still has where it was before, by address. */
  readonly left: Named<Kept>;
  /** The names that it has come to want, so that nobody younger takes them. */
  readonly named: readonly string[];
  /** What each entry that it tells of was made of, by name: a key, or something longer that nobody takes for a key. */
  readonly made: Named<string>;
}

/** What a resource remembers of a secret that it wrote. */
export interface Kept {
  readonly id: string;
  readonly version: string;
  /** The value that it wrote: `another` where that may be any, undefined where the model cannot tell which. */
  readonly value: string | undefined;
  readonly scopes: readonly string[];
  readonly copiedFrom?: CopiedFrom;
}

export interface CopiedFrom {
  readonly name: string;
  readonly id: string;
  readonly version: string;
}

/** A value that is like no other: what is known to be there is not what the Secret has. */
export const another = '(another value)';

/** What a ClusterSecretsStore allows the namespace: nothing, or all that is within these bounds. */
export type Allowed = 'Nothing' | { readonly secretNames?: readonly string[]; readonly scopes?: readonly string[] };

export interface StoreState {
  readonly allowed: Allowed;
  readonly suspend: boolean;
  readonly quotaReserve: number;
  readonly isDeleting: boolean;
  /** Whether resources that delete by it keep it. */
  readonly hasFinalizer: boolean;
}

export const newStore: StoreState = {
  allowed: {},
  suspend: false,
  quotaReserve: 0,
  isDeleting: false,
  hasFinalizer: false,
};

/** A secret at Cloudflare, which is active. */
export interface Remote {
  readonly id: string;
  readonly value: string;
  readonly scopes: readonly string[];
  /** Without the mark of one of our resources; with anybody else's. */
  readonly comment: string;
  /** A resource of this namespace; `elsewhere` for a mark that is not of this cluster and namespace. */
  readonly owner: string | undefined;
  /** Moves with each write to it, and sorts. */
  readonly version: string;
}

export const elsewhere = 'elsewhere';

/** The Cloudflare stores that there are, in one account. */
export const places = ['main', 'spare', 'shared'] as const;

/** To this one leads a ClusterSecretsStore, to the others SecretsStores of their names. */
export const sharedPlace = 'shared';

/** Where a secret is: the Cloudflare store, and its name there. */
export const addressOf = (place: string, name: string): string => `${place}/${name}`;

export const isAddress = (text: string): boolean => text.includes('/');

export const placeIn = (address: string): string => address.slice(0, address.indexOf('/'));

export const nameIn = (address: string): string => address.slice(address.indexOf('/') + 1);

/** The Cloudflare store to which the resource's store leads. */
export const placeOf = ({ spec }: Resource): string => spec.storeRef.name;

/** Whether the model made the id or version itself: the real one is not known yet. */
export const isMinted = (text: string): boolean => text.startsWith('~');

/** The next thing that is like none before; versions of the model sort after all that are real. */
export function mint(world: World): readonly [world: World, minted: string] {
  const minted = world.minted + 1;
  return [{ ...world, minted }, `~${String(minted).padStart(6, '0')}`];
}

/** The next value. */
export function mintValue(world: World): readonly [world: World, value: string] {
  const minted = world.minted + 1;
  return [{ ...world, minted }, `${world.canary}-${minted}`];
}

/** The record without these names. */
export const without = <T>(record: Named<T>, ...names: readonly string[]): Named<T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

export const withResource = (world: World, resource: Resource): World => ({
  ...world,
  resources: { ...world.resources, [resource.name]: resource },
});

/** With what the resource remembers of this name; undefined: nothing any more. */
export function remembering(world: World, name: string, of: { entry: string; kept: Kept | undefined }): World {
  const resource = world.resources[name];
  if (resource === undefined) return world;
  const kept = of.kept === undefined ? without(resource.kept, of.entry) : { ...resource.kept, [of.entry]: of.kept };
  return withResource(world, { ...resource, kept });
}

export const withStore = (world: World, name: string, store: StoreState): World => ({
  ...world,
  stores: { ...world.stores, [name]: store },
});

/** What was going away by itself, and the ways by stores that are gone, are known to no other operator. */
export const toAnother = (world: World): World => ({ ...world, departed: {}, known: Object.keys(world.stores) });
