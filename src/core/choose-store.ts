import type { Store } from '../api/resources.ts';
import type { StoreId } from './ids.ts';
import { isDeleting } from './lifecycle.ts';
import { listSome } from './list-some.ts';
import { failed, type Result, success } from './result.ts';
import { type SyncFailure, terminal, waiting } from './sync-failure.ts';

/** A store of the account, as Cloudflare lists it. */
export interface ListedStore {
  readonly id: StoreId;
  readonly name: string;
}

/** `Create`: there is none of that name, and the spec says that there shall be. */
export type StoreChoice<T extends ListedStore> =
  { readonly kind: 'Found'; readonly store: T } | { readonly kind: 'Create'; readonly name: string };

/**
 * Which of the account's stores the spec means.
 *
 * | spec.store    | the account has                       | choice                                              |
 * |---------------|---------------------------------------|-----------------------------------------------------|
 * | id or name    | it                                    | it                                                  |
 * | id or name    | others, or none                       | RemoteStoreNotFound; by name and IfMissing: create  |
 * | says neither  | one                                   | it                                                  |
 * | says neither  | several, one of them taken until now  | that one, or another edit of the spec would lose it |
 * | says neither  | several                               | AmbiguousStore                                      |
 * | says neither  | none                                  | RemoteStoreNotFound                                 |
 */
export function chooseStore<T extends ListedStore>(
  store: Store,
  stores: readonly T[],
): Result<StoreChoice<T>, SyncFailure> {
  const { id, name } = store.spec.store ?? {};
  const found = stores.filter(
    (one) => (id === undefined || one.id === id) && (name === undefined || one.name === name),
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined) return success({ kind: 'Found', store: first });
  if (first !== undefined) {
    const taken = found.find((one) => one.id === takenUntilNow(store));
    return taken ? success({ kind: 'Found', store: taken }) : failed(ambiguous(stores));
  }
  const isWanted = store.spec.creationPolicy === 'IfMissing' && !isDeleting(store);
  if (!isWanted || name === undefined) return failed(notFound(store, stores));
  return store.spec.suspend ? failed(suspended(name)) : success({ kind: 'Create', name });
}

const takenUntilNow = ({ spec, status }: Store): string | undefined =>
  status?.accountId === spec.accountId ? status.storeId : undefined;

/** A message has room for a few. */
const maxListed = 8;

/** What the account has, by name and id. */
export function sayStores(stores: readonly ListedStore[]): string {
  const listed = stores.map(({ id, name }) => `"${name}" (${id})`);
  return listed.length === 0 ? 'it has none' : `it has ${listSome(listed, maxListed)}`;
}

const ambiguous = (stores: readonly ListedStore[]): SyncFailure =>
  terminal(
    'AmbiguousStore',
    `Cannot choose a store of the account: ${sayStores(stores)}; say which by spec.store, with its id or its name`,
  );

function notFound({ spec }: Store, stores: readonly ListedStore[]): SyncFailure {
  const { id, name } = spec.store ?? {};
  const sought = name ?? id;
  const what = sought === undefined ? 'any store' : `store "${sought}"`;
  const way = name === undefined ? '' : ', have it created by creationPolicy: IfMissing';
  return terminal(
    'RemoteStoreNotFound',
    `Cannot find ${what} in the account: ${sayStores(stores)}; create the store at Cloudflare${way}, or correct spec.store`,
  );
}

const suspended = (name: string): SyncFailure =>
  waiting(
    'Suspended',
    `Cannot create store "${name}": the store object is suspended; set its spec.suspend to false to go on`,
  );
