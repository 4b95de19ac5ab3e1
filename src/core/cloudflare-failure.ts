/**
 * Everything that can go wrong with one call to Cloudflare, in our own words: no response text, no request, no header is
 * kept, so nothing in it can leak. The Cloudflare edge makes these; `explain.ts` says what they mean for a user.
 *
 * | kind            | what happened                                                                | sent again by          |
 * |-----------------|------------------------------------------------------------------------------|------------------------|
 * | StoreNotFound   | 1001 `store_not_found`, or 7003: the path leads to no store                    | a person, or a listing |
 * | SecretNotFound  | 1001 `secret_not_found`                                                        | after a new listing    |
 * | NameTaken       | 1003 `secret_name_already_exists`                                              | after a new listing    |
 * | SecretsQuota    | 1003 `maximum_secrets_exceeded`                                                | a person               |
 * | StoresQuota     | 1003 `maximum_stores_exceeded`                                                 | a person               |
 * | InvalidScope    | 1001 `secret_scope_invalid`, `secret_scopes_empty`                             | a person               |
 * | ValueTooLong    | 1001 `secret_value_too_long`                                                   | a person               |
 * | Rejected        | any other 4xx: Cloudflare does not accept what was sent                        | a person               |
 * | Unauthenticated | 10000, 9106, 9109 `Invalid access token`, 6003, 1000, a bare 401: token refused | a new credential, or one probe a backoff step |
 * | Forbidden       | 9109 `Unauthorized…`, a bare 403: the token lacks a permission                  | a person               |
 * | RateLimited     | 429, or our own budget is spent: nothing was done                              | the queue, after the wait |
 * | Unavailable     | 5xx, HTML, too large, not the shape it should be, no connection, time-out        | the queue, with backoff |
 * | Aborted         | our own signal ended the call                                                  | nobody                 |
 */
export type CloudflareFailure =
  | { readonly kind: PlainKind }
  | { readonly kind: 'Rejected'; readonly status: number; readonly code: number | undefined }
  | { readonly kind: 'RateLimited'; readonly retryAfterMs: number }
  /** `retryAfterMs`: until then every call by this credential is refused without being sent. */
  | { readonly kind: 'Unauthenticated'; readonly retryAfterMs?: number }
  | {
      readonly kind: 'Unavailable';
      /** In our words, stable across retries: `HTTP 503`, `timed out`, `connection reset`. */
      readonly detail: string;
      /** Whether Cloudflare may have carried the call out all the same. Only a listing can tell. */
      readonly processed: 'No' | 'Maybe';
      readonly retryAfterMs?: number;
    };

type PlainKind =
  | 'StoreNotFound'
  | 'SecretNotFound'
  | 'NameTaken'
  | 'SecretsQuota'
  | 'StoresQuota'
  | 'InvalidScope'
  | 'ValueTooLong'
  | 'Forbidden'
  | 'Aborted';
