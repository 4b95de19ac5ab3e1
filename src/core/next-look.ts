/** When a key is to be looked at again, beside whenever something that it rests on changes. */
export type NextLook =
  | { readonly kind: 'Done' }
  | { readonly kind: 'RetryAfter'; readonly ms: number }
  | { readonly kind: 'Backoff'; readonly atLeastMs?: number };
