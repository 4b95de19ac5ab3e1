import { answer, deletedAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import { readIds } from './json-body.ts';
import { refuseBulk } from './bulk-limit.ts';
import { momentOf, secretOf, storeOf, type AccountCall } from './operation.ts';
import { readPatch, type PatchBody } from './secret-body.ts';
import { putSecret, removeSecret } from './secret-writes.ts';
import { showSecret } from './shapes.ts';
import type { Secret } from './state.ts';

/** [live] Every write moves `modified`, even one that changes nothing [inferred]. */
export function editSecret(call: AccountCall): Outcome<Reply> {
  const found = secretOf(call);
  if (!found.ok) return found;
  if (!call.json.ok) return call.json;
  const patch = readPatch(call.json.value, call.settings);
  if (!patch.ok) return patch;
  const { store, secret } = found.value;
  const edited = {
    ...secret,
    value: patch.value.value ?? secret.value,
    scopes: patch.value.scopes ?? secret.scopes,
    comment: patch.value.comment === undefined ? secret.comment : patch.value.comment,
    modified: call.sources.clock.stamp(),
    ...statusAfter(patch.value, secret, call),
  };
  return accept(answer(showSecret(putSecret(store, edited, momentOf(call)), call.settings.optionalFields)));
}

/** [inferred] A PATCH may put a secret back to pending: which ones do is a setting. */
function statusAfter(patch: PatchBody, secret: Secret, { settings, sources }: AccountCall) {
  const { pendingAfterPatch, activationDelayMs } = settings;
  const again = pendingAfterPatch === 'always' || (pendingAfterPatch === 'value' && patch.value !== undefined);
  if (!again || activationDelayMs === 0) return { status: secret.status, pendingSince: secret.pendingSince };
  return { status: 'pending' as const, pendingSince: sources.clock.nowMs() * 1000 };
}

export function deleteSecret(call: AccountCall): Outcome<Reply> {
  const found = secretOf(call);
  if (!found.ok) return found;
  const { store, secret } = found.value;
  removeSecret(store, secret, momentOf(call));
  return accept(deletedAnswer(showSecret(secret, call.settings.optionalFields), call.settings));
}

/** [spec] Needs a body: the official SDK sends none unless told to [run], and then nothing is deleted [inferred]. */
export function deleteSecrets(call: AccountCall): Outcome<Reply> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const ids = call.json.ok ? readIds(call.json.value) : call.json;
  if (!ids.ok) return ids;
  const tooMany = refuseBulk(ids.value.length, call.settings);
  if (tooMany !== undefined) return tooMany;
  const { bulkDeleteUnknownIds, optionalFields } = call.settings;
  const wanted = new Set(ids.value);
  const known = [...store.value.secrets.values()].filter(({ id }) => wanted.has(id));
  const isRefused = known.length < wanted.size && bulkDeleteUnknownIds !== 'ignore';
  if (isRefused && bulkDeleteUnknownIds === 'refuse') return refuse('secret_not_found');
  for (const secret of known) removeSecret(store.value, secret, momentOf(call));
  if (isRefused) return refuse('secret_not_found');
  const shown = known.map((secret) => showSecret(secret, optionalFields));
  return accept(deletedAnswer(shown, call.settings));
}
