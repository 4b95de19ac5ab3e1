import { formatStamp } from './clock.ts';
import { answer, pageAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import { momentOf, storeOf, type AccountCall } from './operation.ts';
import { cutPage, sortItems, type Ordering } from './paging.ts';
import { secretsAsRead } from './replica.ts';
import type { Secret } from './state.ts';

/** [spec] */
const ordering: Ordering<Secret> = {
  name: (secret) => secret.name,
  comment: (secret) => secret.comment ?? '',
  created: (secret) => secret.created,
  modified: (secret) => secret.modified,
  status: (secret) => secret.status,
};

/** [spec] Everything but the value, which no answer of the API ever holds. */
export const showSecret = ({ id, name, storeId, status, comment, scopes, created, modified }: Secret) => ({
  id,
  name,
  store_id: storeId,
  status,
  comment,
  scopes,
  created: formatStamp(created),
  modified: formatStamp(modified),
});

export function listSecrets(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const { query } = call;
  const matches = matcher(query);
  const found = secretsAsRead(store.value, momentOf(call)).filter(matches);
  const page = cutPage(sortItems(found, query, ordering), query);
  return accept(pageAnswer({ ...page, items: page.items.map(showSecret) }));
}

export function getSecret(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const secret = secretsAsRead(store.value, momentOf(call)).find(({ id }) => id === call.params['secret']);
  // What is deleted is listed at most: by its id it is gone [inferred].
  return secret === undefined || secret.status === 'deleted'
    ? refuse('secret_not_found')
    : accept(answer(showSecret(secret)));
}

/**
 * `search` looks into name and comment [spec]; that it is a substring and ignores case is [inferred].
 * `scopes` is repeated [run], and a secret must have all of them [inferred].
 */
function matcher(query: URLSearchParams): (secret: Secret) => boolean {
  const wanted = (query.get('search') ?? '').toLowerCase();
  const scopes = query.getAll('scopes');
  return (secret) =>
    scopes.every((scope) => secret.scopes.includes(scope)) &&
    (secret.name.toLowerCase().includes(wanted) || (secret.comment ?? '').toLowerCase().includes(wanted));
}
