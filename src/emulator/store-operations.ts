import { answer, pageAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import { invalidBody, isRecord, isText } from './json-body.ts';
import { storeOf, type AccountCall } from './operation.ts';
import { cutPage, sortItems, type Ordering } from './paging.ts';
import { checkQuery } from './query-bounds.ts';
import { showPageInfo, showStore } from './shapes.ts';
import { addStore, namesIn, secretsUsed, type Store } from './state.ts';

/** [spec] */
const ordering: Ordering<Store> = {
  name: (store) => store.name,
  created: (store) => store.created,
  modified: (store) => store.modified,
};

export const getQuota = ({ account }: AccountCall): Outcome<Reply> =>
  accept(answer({ secrets: { quota: account.limits.secrets, usage: secretsUsed(account) } }));

export function listStores({ account, settings, ...call }: AccountCall): Outcome<Reply> {
  const query = checkQuery(call.query, { settings, ordering });
  if (!query.ok) return query;
  const { items, info } = cutPage(sortItems([...account.stores.values()], query.value, ordering), query.value);
  const shape = settings.optionalFields;
  return accept(
    pageAnswer(
      items.map((store) => showStore(store, shape)),
      showPageInfo(info, shape),
    ),
  );
}

/** The limit is told before the name's fault [inferred]: with one store allowed, it is what everybody meets [live]. */
export function createStore({ account, settings, sources, json }: AccountCall): Outcome<Reply> {
  if (!json.ok) return json;
  if (!isRecord(json.value)) return invalidBody;
  const name = json.value['name'] ?? '';
  if (!isText(name)) return invalidBody;
  if (account.stores.size >= account.limits.stores) return refuse('maximum_stores_exceeded');
  if (name === '') return refuse('store_name_empty');
  if ([...account.stores.values()].some((store) => store.name === name))
    return refuse('store_name_already_exists', name);
  return accept(answer(showStore(addStore(account, name, sources), settings.optionalFields)));
}

export function getStore(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  return store.ok ? accept(answer(showStore(store.value, call.settings.optionalFields))) : store;
}

/** [spec] A store with secrets goes only by force, and takes them along. */
export function deleteStore(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  if (namesIn(store.value).size > 0 && call.query.get('force') !== 'true') return refuse('store_not_empty');
  call.account.stores.delete(store.value.id);
  const { deleteAnswer, optionalFields } = call.settings;
  return accept(answer(deleteAnswer === 'null' ? null : showStore(store.value, optionalFields)));
}
