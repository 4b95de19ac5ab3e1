import { refuseBulk } from './bulk-limit.ts';
import { answer, type Reply } from './envelope.ts';
import { accept, refuse, type ApiError, type Outcome } from './errors.ts';
import { invalidBody } from './json-body.ts';
import { momentOf, secretOf, storeOf, type AccountCall } from './operation.ts';
import { takenNames } from './reserved-names.ts';
import { readCopy, readNew, type NewBody } from './secret-body.ts';
import { putSecret } from './secret-writes.ts';
import { showSecret } from './shapes.ts';
import { secretsUsed, type Secret, type Store } from './state.ts';

/**
 * [spec] Creates an array of secrets and answers with as many. Of several faults the first is told [inferred].
 * Whether one bad entry keeps out the others is unknown: the setting `bulkCreate` decides.
 */
export function createSecrets(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  if (!call.json.ok) return call.json;
  if (!Array.isArray(call.json.value) || call.json.value.length === 0) return invalidBody;
  const tooMany = refuseBulk(call.json.value.length, call.settings);
  if (tooMany !== undefined) return tooMany;
  const { good, firstFault } = sift(call.json.value, store.value, call);
  if (firstFault !== undefined && call.settings.bulkCreate === 'atomic') return { ok: false, error: firstFault };
  const created = createAll(good, store.value, call);
  if (firstFault !== undefined) return { ok: false, error: firstFault };
  return accept(answer(created.map((secret) => showSecret(secret, call.settings.optionalFields))));
}

/** [spec] A new id with the same value, which stays on the server. */
export function duplicateSecret(call: AccountCall): Outcome<Reply> {
  const found = secretOf(call);
  if (!found.ok) return found;
  if (!call.json.ok) return call.json;
  const { store, secret } = found.value;
  const copy = readCopy(call.json.value, call.settings);
  if (!copy.ok) return copy;
  const { name } = copy.value;
  if (takenNames(store, momentOf(call)).has(name)) return refuse('secret_name_already_exists', name);
  const { limits } = call.account;
  if (secretsUsed(call.account) >= limits.secrets) return refuse('maximum_secrets_exceeded', max(limits.secrets));
  const body = { ...copy.value, value: secret.value };
  const created = putSecret(store, newSecret(body, store, call), momentOf(call));
  return accept(answer(showSecret(created, call.settings.optionalFields)));
}

/** The entries that can be created, in order, and what is wrong with the first that cannot. */
function sift(items: readonly unknown[], store: Store, call: AccountCall) {
  const { account, settings } = call;
  const taken = takenNames(store, momentOf(call));
  const limit = account.limits.secrets;
  const places = limit - secretsUsed(account);
  const good: NewBody[] = [];
  const names = new Set<string>();
  let firstFault: ApiError | undefined;
  for (const item of items) {
    const body = readNew(item, settings);
    const isRepeated = body.ok && names.has(body.value.name);
    const entry =
      isRepeated && settings.repeatedName === 'takeLast'
        ? body
        : admit(body, { taken, names, reachedLimit: names.size < places ? undefined : limit });
    if (entry.ok) {
      names.add(entry.value.name);
      good.push(entry.value);
    } else firstFault ??= entry.error;
  }
  return { good, firstFault };
}

type Room = Readonly<{ taken: ReadonlySet<string>; names: ReadonlySet<string>; reachedLimit: number | undefined }>;

/** [spec] Names are unique in a store; a double within one array is refused like any other [inferred]. */
function admit(entry: Outcome<NewBody>, { taken, names, reachedLimit }: Room): Outcome<NewBody> {
  if (!entry.ok) return entry;
  const { name } = entry.value;
  if (taken.has(name) || names.has(name)) return refuse('secret_name_already_exists', name);
  return reachedLimit === undefined ? entry : refuse('maximum_secrets_exceeded', max(reachedLimit));
}

const max = (limit: number): string => `max ${String(limit)}`;

/** A secret for each entry; those of one name get the same one, with what the last of them says. */
function createAll(bodies: readonly NewBody[], store: Store, call: AccountCall): readonly Secret[] {
  const lastOfName = new Map(bodies.map((body) => [body.name, body]));
  const created = new Map<string, Secret>();
  for (const [name, body] of lastOfName) {
    created.set(name, putSecret(store, newSecret(body, store, call), momentOf(call)));
  }
  return bodies.flatMap(({ name }) => created.get(name) ?? []);
}

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
