import type { Store } from '../api/resources.ts';
import type { CloudflareClient, RemoteStore } from '../cloudflare/client.ts';
import { chooseStore } from '../core/choose-store.ts';
import { explain } from '../core/explain.ts';
import { type AccountId, accountId, type StoreAddress, storeId, type StoreId } from '../core/ids.ts';
import { failed, type Result, success } from '../core/result.ts';
import { type SyncFailure, waiting } from '../core/sync-failure.ts';
import { createStore } from './create-store.ts';
import type { Pass } from './pass.ts';
import type { StoreCreations } from './store-creations.ts';

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

/** Asks Cloudflare for the account's stores, and finds the one that the spec means: by one call. Creates it, where the spec says so. */
export async function locateStore(
  store: Store,
  client: CloudflareClient,
  { creations, pass }: { readonly creations: StoreCreations | undefined; readonly pass: Pass },
): Promise<Result<LocatedStore, SyncFailure>> {
  const account = accountId(store.spec.accountId);
  const listed = await listStores(client, account, pass);
  if (!listed.ok) return listed;
  const choice = chooseStore(store, listed.value);
  if (!choice.ok) return choice;
  if (choice.value.kind === 'Found') return success(located(account, choice.value.store, listed.value));
  if (creations === undefined) return failed(notYet(choice.value.name));
  const created = await createStore(store, choice.value.name, {
    creations,
    list: async () => listStores(client, account, pass),
    post: async (name) => client.createStore(account, name, pass),
  });
  return created.ok ? success(located(account, created.value, [...listed.value, created.value])) : created;
}

const notYet = (name: string): SyncFailure =>
  waiting(
    'RemoteStoreNotFound',
    `Store "${name}" does not exist yet: the operator creates it, as creationPolicy is IfMissing`,
  );

async function listStores(
  client: CloudflareClient,
  account: AccountId,
  pass: Pass,
): Promise<Result<readonly RemoteStore[], SyncFailure>> {
  const listed = await client.listStores(account, pass);
  return listed.ok ? listed : failed(explain(listed.failure, `list the stores of account ${account}`));
}

const located = (account: AccountId, { id, name }: RemoteStore, stores: readonly RemoteStore[]): LocatedStore => ({
  address: { accountId: account, storeId: id },
  name,
  storeIds: new Set(stores.map((one) => one.id)),
});
