import type { CloudflareFailure } from './cloudflare-failure.ts';
import { retryable, type SyncFailure, terminal } from './sync-failure.ts';

/**
 * What a failed call to Cloudflare means for the user. `action` says what was tried, with its object:
 * `create secret "DB_URL" in store "default"`.
 */
export function explain(failure: CloudflareFailure, action: string): SyncFailure {
  const message = (rest: string): string => `Cannot ${action}: ${rest}`;
  switch (failure.kind) {
    case 'StoreNotFound':
      return terminal(
        'RemoteStoreNotFound',
        message('Cloudflare knows no such store in this account; check accountId and store of the store resource'),
      );
    case 'SecretNotFound':
      return retryable('Drifted', message('somebody else has deleted it meanwhile; the store is listed again'));
    case 'NameTaken':
      return retryable('Conflict', message('the name has been taken meanwhile; the store is listed again'));
    case 'SecretsQuota':
      return terminal(
        'QuotaExceeded',
        message('the account has no place left for it; delete what is no longer needed, or have the quota raised'),
      );
    case 'StoresQuota':
      return terminal('QuotaExceeded', message('the account may have no further store; use one that is there'));
    case 'InvalidScope':
      return terminal(
        'UnknownScope',
        message(
          'Cloudflare does not know one of its scopes; known in 2026 are workers, ai_gateway, dex, access, containers, websearch',
        ),
      );
    case 'ValueTooLong':
      return terminal('ValueTooLarge', message('Cloudflare refuses the value as too long; make it smaller'));
    case 'Rejected':
      return terminal(
        'RequestRejected',
        message(`Cloudflare refuses the request (${codeOf(failure)}); check its name, scopes and comment`),
      );
    case 'Unauthenticated':
      return terminal(
        'CredentialRefused',
        message(
          'Cloudflare refuses the credential; put a valid one, with the permission Account > Secrets Store > Edit, into the Secret that the store refers to',
        ),
      );
    case 'Forbidden':
      return terminal(
        'PermissionDenied',
        message('the credential lacks a permission; give the token Account > Secrets Store > Edit for this account'),
      );
    case 'RateLimited':
      return retryable(
        'RateLimited',
        message("Cloudflare's rate limit for this credential is used up; it goes on by itself"),
        failure.retryAfterMs,
      );
    case 'Unavailable':
      return retryable(
        'CloudflareUnavailable',
        message(`Cloudflare did not answer as it should (${failure.detail}); it is tried again`),
        failure.retryAfterMs,
      );
    case 'Aborted':
      return retryable('CloudflareUnavailable', message('the operator is stopping; the next one goes on'));
  }
}

const codeOf = ({ status, code }: { status: number; code: number | undefined }): string =>
  code === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${code}`;
