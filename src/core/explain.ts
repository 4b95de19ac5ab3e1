import type { CloudflareFailure } from './cloudflare-failure.ts';
import type { Reason } from '../api/reasons.ts';
import { retryable, type SyncFailure, terminal } from './sync-failure.ts';

type Kind = CloudflareFailure['kind'];

interface Meaning {
  readonly kind: 'Terminal' | 'Retryable';
  readonly reason: Reason;
  /** The state, and the way out. */
  readonly says: string;
}

/** What each failure means for the user. RequestRejected and CloudflareUnavailable name the circumstances as well. */
const meanings: Readonly<Record<Kind, Meaning>> = {
  StoreNotFound: {
    kind: 'Terminal',
    reason: 'RemoteStoreNotFound',
    says: 'Cloudflare knows no such store in this account; check accountId and store of the store resource',
  },
  SecretNotFound: {
    kind: 'Retryable',
    reason: 'Drifted',
    says: 'somebody else has deleted it meanwhile; the store is listed again',
  },
  NameTaken: {
    kind: 'Retryable',
    reason: 'Conflict',
    says: 'the name has been taken meanwhile; the store is listed again',
  },
  SecretsQuota: {
    kind: 'Terminal',
    reason: 'QuotaExceeded',
    says: 'the account has no place left for it; delete what is no longer needed, or have the quota raised',
  },
  StoresQuota: {
    kind: 'Terminal',
    reason: 'QuotaExceeded',
    says: 'the account may have no further store (one, unless Cloudflare allows more); name one that is there in spec.store',
  },
  InvalidScope: {
    kind: 'Terminal',
    reason: 'UnknownScope',
    says:
      'Cloudflare does not know one of its scopes; known in 2026 are workers, ai_gateway, dex, access, containers, ' +
      'websearch',
  },
  ValueTooLong: {
    kind: 'Terminal',
    reason: 'ValueTooLarge',
    says: 'Cloudflare refuses the value as too long; make it smaller',
  },
  Rejected: {
    kind: 'Terminal',
    reason: 'RequestRejected',
    says: 'Cloudflare refuses the request; check its name, scopes and comment',
  },
  Unauthenticated: {
    kind: 'Terminal',
    reason: 'CredentialRefused',
    says:
      'Cloudflare refuses the credential; put a valid one, with the permission Account > Secrets Store > Edit, where ' +
      'the store has it from',
  },
  Forbidden: {
    kind: 'Terminal',
    reason: 'PermissionDenied',
    says: 'the credential lacks a permission; give the token Account > Secrets Store > Edit for this account',
  },
  RateLimited: {
    kind: 'Retryable',
    reason: 'RateLimited',
    says: "Cloudflare's rate limit for this credential is used up; it goes on by itself",
  },
  Unavailable: {
    kind: 'Retryable',
    reason: 'CloudflareUnavailable',
    says: 'Cloudflare did not answer as it should; it is tried again',
  },
  Aborted: {
    kind: 'Retryable',
    reason: 'CloudflareUnavailable',
    says: 'the operator is stopping; the next one goes on',
  },
};

/**
 * What a failed call to Cloudflare means for the user. `action` says what was tried, with its object:
 * `create secret "DB_URL" in store "default"`.
 */
export function explain(failure: CloudflareFailure, action: string): SyncFailure {
  const { kind, reason, says } = meanings[failure.kind];
  const message = `Cannot ${action}: ${says}${circumstances(failure)}`;
  const retryAfterMs = 'retryAfterMs' in failure ? failure.retryAfterMs : undefined;
  return kind === 'Terminal' ? terminal(reason, message, retryAfterMs) : retryable(reason, message, retryAfterMs);
}

function circumstances(failure: CloudflareFailure): string {
  if (failure.kind === 'Unavailable') return ` (${failure.detail})`;
  if (failure.kind !== 'Rejected') return '';
  return failure.code === undefined ? ` (HTTP ${failure.status})` : ` (HTTP ${failure.status}, code ${failure.code})`;
}
