import type { StoreStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';

type CredentialStatus = NonNullable<StoreStatus['credential']>;

/** Time enough for a person to make another token on a working day. */
export const expiryNoticeMs = 7 * 24 * 60 * 60_000;

/** The credential as it is now: one that is good may have come close to its end since it was verified. */
export function credentialAt(credential: CredentialStatus, nowMs: number): CredentialStatus {
  const { status, expiryTime } = credential;
  if (expiryTime === undefined || (status !== 'Active' && status !== 'Expiring')) return credential;
  const isNear = Date.parse(expiryTime) - nowMs <= expiryNoticeMs;
  return { ...credential, status: isNear ? 'Expiring' : 'Active' };
}

/** A warning the first time that a token is seen close to its end: status remembers it, so that a restart does not repeat it. */
export function expiryEvents(
  before: CredentialStatus | undefined,
  now: CredentialStatus | undefined,
): readonly EventNote[] {
  if (now?.status !== 'Expiring') return [];
  if (before?.status === 'Expiring' && before.expiryTime === now.expiryTime) return [];
  return [{ type: 'Warning', reason: 'CredentialExpiring', note: `The credential can be used, but ${sayExpiry(now)}` }];
}

export const sayExpiry = ({ expiryTime }: CredentialStatus): string =>
  `its API token expires at ${expiryTime}: put another one in its place before`;
