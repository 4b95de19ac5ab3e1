import { answer, pageAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import { momentOf, storeOf, type AccountCall } from './operation.ts';
import { cutPage, sortItems, type Ordering } from './paging.ts';
import { checkQuery } from './query-bounds.ts';
import { secretsAsRead } from './replica.ts';
import type { Settings } from './settings.ts';
import { showPageInfo, showSecret } from './shapes.ts';
import type { Secret } from './state.ts';

/** [spec] */
const ordering: Ordering<Secret> = {
  name: (secret) => secret.name,
  comment: (secret) => secret.comment ?? '',
  created: (secret) => secret.created,
  modified: (secret) => secret.modified,
  status: (secret) => secret.status,
};

export function listSecrets(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const { settings } = call;
  const query = checkQuery(call.query, { settings, ordering });
  if (!query.ok) return query;
  const found = secretsAsRead(store.value, momentOf(call)).filter(matcher(query.value, settings));
  const { items, info } = cutPage(sortItems(found, query.value, ordering), query.value);
  const shape = settings.optionalFields;
  return accept(
    pageAnswer(
      items.map((secret) => showSecret(secret, shape)),
      showPageInfo(info, shape),
    ),
  );
}

export function getSecret(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const secret = secretsAsRead(store.value, momentOf(call)).find(({ id }) => id === call.params['secret']);
  // What is deleted is listed at most: by its id it is gone [inferred].
  return secret === undefined || secret.status === 'deleted'
    ? refuse('secret_not_found')
    : accept(answer(showSecret(secret, call.settings.optionalFields)));
}

/**
 * `search` looks into name and comment [spec]; how it matches is unknown, and a setting.
 * `scopes` is repeated [run], and a secret must have all of them [inferred].
 */
function matcher(query: URLSearchParams, { searchMatches }: Settings): (secret: Secret) => boolean {
  const wanted = (query.get('search') ?? '').toLowerCase();
  const scopes = query.getAll('scopes');
  const fits = matches[searchMatches];
  return (secret) =>
    scopes.every((scope) => secret.scopes.includes(scope)) &&
    (wanted === '' || [secret.name, secret.comment ?? ''].some((text) => fits(text.toLowerCase(), wanted)));
}

const matches = {
  part: (text: string, wanted: string) => text.includes(wanted),
  start: (text: string, wanted: string) => text.startsWith(wanted),
  whole: (text: string, wanted: string) => text === wanted,
};
