import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import { accept, refuse, type Outcome } from './errors.ts';

/** All that the emulated Cloudflare remembers of secrets: plain data, and the few ways to find and change it. */
export type Secret = Readonly<{
  id: string;
  name: string;
  storeId: string;
  value: string;
  /** Null when unset [live]. */
  comment: string | null;
  /** Sorted and without doubles [live]. */
  scopes: readonly string[];
  /** Nothing here becomes `deleted` but by seeding; [spec] says that lists may show such entries. */
  status: 'pending' | 'active' | 'deleted';
  /** Microseconds, as are all moments here. */
  created: number;
  modified: number;
  /** When the write happened that Cloudflare still has to roll out. */
  pendingSince: number;
}>;

export type Store = Readonly<{
  id: string;
  name: string;
  accountId: string;
  created: number;
  modified: number;
  secrets: Map<string, Secret>;
  /** When each name was last freed, the oldest first, as far as names are reserved at all. */
  freedNames: Map<string, number>;
  /** What secrets were before, the oldest first, as far as a read may still show it. */
  past: Superseded[];
}>;

type Superseded = Readonly<{ secret: Secret; endedAt: number }>;

export type Account = Readonly<{
  id: string;
  stores: Map<string, Store>;
  limits: { secrets: number; stores: number };
  credentials: Credentials;
}>;

/** Where time and ids come from: arguments, so that tests decide. */
export type Sources = Readonly<{ clock: Clock; newId: () => string; random: () => number }>;

export function addStore(account: Account, name: string, { clock, newId }: Sources): Store {
  const created = clock.stamp();
  const store = {
    id: newId(),
    name,
    accountId: account.id,
    created,
    modified: created,
    secrets: new Map(),
    freedNames: new Map(),
    past: [],
  };
  account.stores.set(store.id, store);
  return store;
}

/** The names of what is there. */
export const namesIn = ({ secrets }: Store): Set<string> =>
  new Set([...secrets.values()].filter(({ status }) => status !== 'deleted').map(({ name }) => name));

/** [spec] The quota belongs to the account: it counts the secrets of all its stores. */
export const secretsUsed = ({ stores }: Account): number =>
  [...stores.values()].reduce((sum, store) => sum + namesIn(store).size, 0);

export function findStore(account: Account, id: string): Outcome<Store> {
  const store = account.stores.get(id);
  return store === undefined ? refuse('store_not_found') : accept(store);
}

export function findSecret(store: Store, id: string): Outcome<Secret> {
  const secret = store.secrets.get(id);
  // What is deleted is listed at most: by its id it is gone [inferred].
  return secret === undefined || secret.status === 'deleted' ? refuse('secret_not_found') : accept(secret);
}
