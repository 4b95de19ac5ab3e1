import { answer, type Reply } from './envelope.ts';
import { accept, refuse, type ApiError, type Outcome } from './errors.ts';
import { invalidBody } from './json-body.ts';
import { secretOf, storeOf, type AccountCall } from './operation.ts';
import { readCopy, readNew, type NewBody } from './secret-body.ts';
import { showSecret } from './secret-listing.ts';
import { namesIn, putSecret, secretsUsed, type Secret, type Store } from './state.ts';

/**
 * [spec] Creates an array of secrets and answers with as many. Of several faults the first is told [inferred].
 * Whether one bad entry keeps out the others is unknown: the setting `bulkCreate` decides.
 */
export function createSecrets(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  if (!call.json.ok) return call.json;
  if (!Array.isArray(call.json.value) || call.json.value.length === 0) return invalidBody;
  const { good, firstFault } = sift(call.json.value, store.value, call);
  if (firstFault !== undefined && call.settings.bulkCreate === 'atomic') return { ok: false, error: firstFault };
  const created = good.map((body) => putSecret(store.value, newSecret(body, store.value, call)));
  return firstFault === undefined ? accept(answer(created.map(showSecret))) : { ok: false, error: firstFault };
}

/** [spec] A new id with the same value, which stays on the server. */
export function duplicateSecret(call: AccountCall): Outcome<Reply> {
  const found = secretOf(call);
  if (!found.ok) return found;
  if (!call.json.ok) return call.json;
  const { store, secret } = found.value;
  const copy = readCopy(call.json.value, call.settings);
  if (!copy.ok) return copy;
  if (namesIn(store).has(copy.value.name)) return refuse('secret_name_already_exists', copy.value.name);
  const { limits } = call.account;
  if (secretsUsed(call.account) >= limits.secrets) return refuse('maximum_secrets_exceeded', max(limits.secrets));
  const body = { ...copy.value, value: secret.value };
  return accept(answer(showSecret(putSecret(store, newSecret(body, store, call)))));
}

/** The entries that can be created, in order, and what is wrong with the first that cannot. */
function sift(items: readonly unknown[], store: Store, { account, settings }: AccountCall) {
  const taken = namesIn(store);
  const limit = account.limits.secrets;
  const places = limit - secretsUsed(account);
  const good: NewBody[] = [];
  let firstFault: ApiError | undefined;
  for (const item of items) {
    const entry = admit(readNew(item, settings), taken, good.length < places ? undefined : limit);
    if (entry.ok) {
      taken.add(entry.value.name);
      good.push(entry.value);
    } else firstFault ??= entry.error;
  }
  return { good, firstFault };
}

/** [spec] Names are unique in a store; a double within one array is refused like any other [inferred]. */
function admit(
  entry: Outcome<NewBody>,
  taken: ReadonlySet<string>,
  reachedLimit: number | undefined,
): Outcome<NewBody> {
  if (!entry.ok) return entry;
  if (taken.has(entry.value.name)) return refuse('secret_name_already_exists', entry.value.name);
  return reachedLimit === undefined ? entry : refuse('maximum_secrets_exceeded', max(reachedLimit));
}

const max = (limit: number): string => `max ${String(limit)}`;

/** [live] A new secret is pending until Cloudflare has rolled it out. */
function newSecret(body: NewBody, store: Store, { settings, sources }: AccountCall): Secret {
  const created = sources.clock.stamp();
  return {
    ...body,
    id: sources.newId(),
    storeId: store.id,
    status: settings.activationDelayMs > 0 ? 'pending' : 'active',
    created,
    modified: created,
    pendingSince: sources.clock.nowMs() * 1000,
  };
}
