import type { SyncFailure } from './sync-failure.ts';

/** When a key is to be looked at again, beside whenever something that it rests on changes. */
export type NextLook =
  | { readonly kind: 'Done' }
  | { readonly kind: 'RetryAfter'; readonly ms: number }
  | { readonly kind: 'Backoff'; readonly atLeastMs?: number };

/** Again with backoff, and not before the longest wait that was asked for. */
export const backoffAfter = (failures: readonly SyncFailure[]): NextLook => ({
  kind: 'Backoff',
  atLeastMs: Math.max(0, ...failures.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
});
