import type { Reason } from '../api/reasons.ts';

/**
 * Why something that was wanted could not be had.
 *
 * | kind      | who acts                     | tried again                                   |
 * |-----------|------------------------------|-----------------------------------------------|
 * | Terminal  | a person                     | when something changes, and at every resync; a store also after `retryAfterMs`, with backoff |
 * | Waiting   | whoever makes what is missing | when it arrives                               |
 * | Retryable | nobody                       | with backoff, not before `retryAfterMs`       |
 *
 * The message says the action, the object, the state and the way out. It is the same on every try (no times, no
 * counters), and never holds a value, a part of one, or its length.
 */
export interface SyncFailure {
  readonly kind: 'Terminal' | 'Waiting' | 'Retryable';
  readonly reason: Reason;
  readonly message: string;
  readonly retryAfterMs?: number;
}

export const terminal = (reason: Reason, message: string, retryAfterMs?: number): SyncFailure => ({
  kind: 'Terminal',
  reason,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

export const waiting = (reason: Reason, message: string): SyncFailure => ({ kind: 'Waiting', reason, message });

export const retryable = (reason: Reason, message: string, retryAfterMs?: number): SyncFailure => ({
  kind: 'Retryable',
  reason,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
