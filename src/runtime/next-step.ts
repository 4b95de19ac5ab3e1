/** What becomes of a key after it was processed. */
export type NextStep =
  /** All is well: its failures are forgotten, and it comes back when it is added. */
  | { readonly kind: 'Done' }
  /** All is well so far: its failures are forgotten, and it comes back after `ms`, or when it is added before. */
  | { readonly kind: 'RetryAfter'; readonly ms: number }
  /** It failed: it comes back after a time that doubles with each failure in a row, and that is at least `atLeastMs`. */
  | { readonly kind: 'Backoff'; readonly atLeastMs?: number }
  /** Nothing was tried, since others come first: its failures still count, and it comes back when it is added. */
  | { readonly kind: 'Deferred' };
