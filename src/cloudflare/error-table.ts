import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { ApiError } from './envelope.ts';

type KnownKind = Exclude<CloudflareFailure['kind'], 'Rejected' | 'RateLimited' | 'Unavailable' | 'Aborted'>;

interface ErrorRow {
  readonly code: number;
  /** The message may go on, as in `secret_name_already_exists: STRIPE_KEY`, so its start is compared. */
  readonly start: string;
  readonly kind: KnownKind;
  /** Spec: in Cloudflare's OpenAPI description or docs. Live: seen on the API itself. Inferred: the code stands in a list, the rest is a guess. */
  readonly evidence: 'Spec' | 'Live' | 'Inferred';
}

/**
 * The errors that mean something to us. Code and message are compared, never the HTTP status alone: one code stands for many
 * errors (1001, 1003, 9109), and most statuses are unproven. What is in no row goes by its status, in answer-failure.ts.
 */
const errorTable: readonly ErrorRow[] = [
  { code: 1001, start: 'store_not_found', kind: 'StoreNotFound', evidence: 'Spec' },
  { code: 1001, start: 'secret_not_found', kind: 'SecretNotFound', evidence: 'Spec' },
  { code: 1001, start: 'secret_scopes_empty', kind: 'InvalidScope', evidence: 'Spec' },
  { code: 1001, start: 'secret_scope_invalid', kind: 'InvalidScope', evidence: 'Spec' },
  { code: 1001, start: 'secret_value_too_long', kind: 'ValueTooLong', evidence: 'Spec' },
  { code: 1003, start: 'secret_name_already_exists', kind: 'NameTaken', evidence: 'Spec' },
  { code: 1003, start: 'maximum_stores_exceeded', kind: 'StoresQuota', evidence: 'Live' },
  { code: 1003, start: 'maximum_secrets_exceeded', kind: 'SecretsQuota', evidence: 'Inferred' },
  { code: 7003, start: 'Could not route to', kind: 'StoreNotFound', evidence: 'Live' },
  { code: 1000, start: 'Invalid API Token', kind: 'Unauthenticated', evidence: 'Live' },
  { code: 6003, start: 'Invalid request headers', kind: 'Unauthenticated', evidence: 'Live' },
  { code: 9106, start: 'Missing X-Auth-Key', kind: 'Unauthenticated', evidence: 'Live' },
  { code: 9109, start: 'Invalid access token', kind: 'Unauthenticated', evidence: 'Live' },
  { code: 9109, start: 'Unauthorized to access', kind: 'Forbidden', evidence: 'Live' },
  { code: 10000, start: 'Authentication error', kind: 'Unauthenticated', evidence: 'Live' },
];

/** What the first known error of an answer means, or undefined when none is known. */
export function knownKind(errors: readonly ApiError[]): KnownKind | undefined {
  for (const error of errors) {
    const row = errorTable.find((row) => row.code === error.code && error.message.startsWith(row.start));
    if (row !== undefined) return row.kind;
  }
  return undefined;
}
