import { formatStamp } from './clock.ts';
import { answer, pageAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import { invalidBody, isRecord, isText } from './json-body.ts';
import { storeOf, type AccountCall } from './operation.ts';
import { cutPage, sortItems, type Ordering } from './paging.ts';
import { addStore, namesIn, secretsUsed, type Store } from './state.ts';

/** [spec] */
const ordering: Ordering<Store> = {
  name: (store) => store.name,
  created: (store) => store.created,
  modified: (store) => store.modified,
};

/** [spec] */
const showStore = ({ id, name, created, modified, accountId }: Store) => ({
  id,
  name,
  created: formatStamp(created),
  modified: formatStamp(modified),
  account_id: accountId,
});

export const getQuota = ({ account }: AccountCall): Outcome<Reply> =>
  accept(answer({ secrets: { quota: account.limits.secrets, usage: secretsUsed(account) } }));

export function listStores({ account, query }: AccountCall): Outcome<Reply> {
  const page = cutPage(sortItems([...account.stores.values()], query, ordering), query);
  return accept(pageAnswer({ ...page, items: page.items.map(showStore) }));
}

/** The limit is told before the name's fault [inferred]: with one store allowed, it is what everybody meets [live]. */
export function createStore({ account, sources, json }: AccountCall): Outcome<Reply> {
  if (!json.ok) return json;
  if (!isRecord(json.value)) return invalidBody;
  const name = json.value['name'] ?? '';
  if (!isText(name)) return invalidBody;
  if (account.stores.size >= account.limits.stores) return refuse('maximum_stores_exceeded');
  if (name === '') return refuse('store_name_empty');
  if ([...account.stores.values()].some((store) => store.name === name))
    return refuse('store_name_already_exists', name);
  return accept(answer(showStore(addStore(account, name, sources))));
}

export function getStore(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  return store.ok ? accept(answer(showStore(store.value))) : store;
}

/** [spec] A store with secrets goes only by force, and takes them along. */
export function deleteStore(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  if (namesIn(store.value).size > 0 && call.query.get('force') !== 'true') return refuse('store_not_empty');
  call.account.stores.delete(store.value.id);
  return accept(answer(null));
}
