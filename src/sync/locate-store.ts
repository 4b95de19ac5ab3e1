import type { Store } from '../api/resources.ts';
import type { CloudflareClient, RemoteStore } from '../cloudflare/client.ts';
import { explain } from '../core/explain.ts';
import { accountId, type StoreAddress, storeId, type StoreId } from '../core/ids.ts';
import { failed, type Result, success } from '../core/result.ts';
import { type SyncFailure, terminal } from '../core/sync-failure.ts';
import type { Pass } from './pass.ts';

export interface LocatedStore {
  readonly address: StoreAddress;
  readonly name: string;
  /** Every store of the account, where it was asked. */
  readonly storeIds: ReadonlySet<StoreId> | undefined;
}

/** Where status says that the store is, if it speaks of this spec: no call. */
export function recordedPlace({ metadata, spec, status }: Store): LocatedStore | undefined {
  const { storeId: id, storeName, observedGeneration } = status ?? {};
  if (id === undefined || storeName === undefined || observedGeneration !== metadata.generation) return undefined;
  return {
    address: { accountId: accountId(spec.accountId), storeId: storeId(id) },
    name: storeName,
    storeIds: undefined,
  };
}

/** Asks Cloudflare for the account's stores, and finds the one that the spec means: by one call. */
export async function locateStore(
  store: Store,
  client: CloudflareClient,
  pass: Pass,
): Promise<Result<LocatedStore, SyncFailure>> {
  const account = accountId(store.spec.accountId);
  const listed = await client.listStores(account, pass);
  if (!listed.ok) return failed(explain(listed.failure, `list the stores of account ${account}`));
  const found = chosen(store.spec.store, listed.value);
  if (!found.ok) return found;
  return success({
    address: { accountId: account, storeId: found.value.id },
    name: found.value.name,
    storeIds: new Set(listed.value.map(({ id }) => id)),
  });
}

function chosen(wanted: Store['spec']['store'], stores: readonly RemoteStore[]): Result<RemoteStore, SyncFailure> {
  const found = stores.filter(
    ({ id, name }) =>
      (wanted?.id === undefined || id === wanted.id) && (wanted?.name === undefined || name === wanted.name),
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined) return success(first);
  const there = stores.length === 0 ? 'it has none' : `it has ${stores.map(({ name }) => `"${name}"`).join(', ')}`;
  if (first !== undefined) {
    return failed(
      terminal('AmbiguousStore', `Cannot choose a store of the account: ${there}; say which by spec.store`),
    );
  }
  const sought = wanted?.name ?? wanted?.id;
  const what = sought === undefined ? 'any store' : `store "${sought}"`;
  return failed(
    terminal(
      'RemoteStoreNotFound',
      `Cannot find ${what} in the account: ${there}; create the store at Cloudflare, or correct spec.store`,
    ),
  );
}
