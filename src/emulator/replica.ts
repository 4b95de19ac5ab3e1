import type { Moment } from './moment.ts';
import type { Secret, Store } from './state.ts';

/** Keeps what a secret is until `at`, for as long as a read may still show it. A new one has no past. */
export function rememberPast({ secrets, past }: Store, id: string, { settings, at }: Moment): void {
  if (settings.readLagMs === 0) {
    past.length = 0;
    return;
  }
  const secret = secrets.get(id);
  if (secret !== undefined) past.push({ secret, endedAt: at });
  const firstUseful = past.findIndex(({ endedAt }) => endedAt > at - settings.readLagMs * 1000);
  past.splice(0, firstUseful === -1 ? past.length : firstUseful);
}

/**
 * The secrets of a store as a read sees them. [live] A read right after a create may miss the secret, since it asks a
 * replica; that the replica is as late with changes and deletes is [inferred], and the setting `readLagOf` decides.
 */
export function secretsAsRead({ secrets, past }: Store, { settings, at }: Moment): readonly Secret[] {
  const { readLagMs, readLagOf } = settings;
  if (readLagMs === 0) return [...secrets.values()];
  const moment = at - readLagMs * 1000;
  const seen = new Map(secrets);
  if (readLagOf === 'everyWrite') {
    // From the newest to the oldest: of several that ended since, the oldest is what the replica has.
    for (const { secret, endedAt } of past.toReversed()) {
      if (endedAt > moment) seen.set(secret.id, secret);
    }
  }
  return [...seen.values()].filter(({ created }) => created <= moment);
}
