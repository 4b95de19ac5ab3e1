import type { Moment } from './moment.ts';
import { rememberPast } from './replica.ts';
import { reserveName } from './reserved-names.ts';
import type { Settings } from './settings.ts';
import type { Secret, Store } from './state.ts';

/** Every change of a store's secrets that a client makes, and activation, goes through here. */
export function putSecret(store: Store, secret: Secret, moment: Moment): Secret {
  rememberPast(store, secret.id, moment);
  store.secrets.set(secret.id, secret);
  return secret;
}

export function removeSecret(store: Store, secret: Secret, moment: Moment): void {
  rememberPast(store, secret.id, moment);
  reserveName(store, secret.name, moment);
  store.secrets.delete(secret.id);
}

/** Makes active what has been pending for long enough. Done on every access, so no timer is needed and no clock missed. */
export function activateDue(store: Store, settings: Settings, nowMs: number): void {
  const delay = settings.activationDelayMs * 1000;
  for (const secret of store.secrets.values()) {
    const due = secret.pendingSince + delay;
    if (secret.status !== 'pending' || due > nowMs * 1000) continue;
    const modified = settings.activationMovesModified ? Math.max(due, secret.modified + 1) : secret.modified;
    putSecret(store, { ...secret, status: 'active', modified }, { settings, at: due });
  }
}
