/**
 * Everything that can go wrong with one call to the API server, in our own words. Nothing of a request or a response is
 * kept but names of fields, since an answer quotes what was sent: a 422 repeats the invalid value.
 *
 * | kind            | what happened                                                                  | tried again by         |
 * |-----------------|--------------------------------------------------------------------------------|------------------------|
 * | NotFound        | 404: no such object, its namespace is missing, or its CRD is not installed       | whoever waits for it   |
 * | Replaced        | the object is gone, and another one (other uid) has its name                    | nobody                 |
 * | AlreadyExists   | 409: a create came too late                                                     | after a read           |
 * | Conflict        | 409: somebody else's write was faster                                           | after a read           |
 * | Gone            | 410: the resourceVersion or the page is too old                                 | a new list             |
 * | Invalid         | 422: the object breaks a rule; `fields` names where                             | a person               |
 * | Rejected        | any other 4xx: the API server does not accept the request as it is               | a person               |
 * | Unauthorized    | 401: it does not know us                                                        | the queue, with backoff |
 * | Forbidden       | 403: it knows us, and RBAC or admission says no                                 | the queue, with backoff |
 * | TooManyRequests | 429: nothing was done                                                           | the queue, after the wait |
 * | Unavailable     | 5xx, no connection, no credentials, time-out, an answer that is no answer        | the queue, with backoff |
 * | Aborted         | our own signal ended the call                                                   | nobody                 |
 *
 * After Unavailable and Aborted, a write may have been carried out all the same.
 */
export type KubeFailure =
  | (Described & { readonly kind: AnsweredKind; readonly status: number })
  | (Described & {
      readonly kind: 'NotFound';
      readonly status: number;
      /** The plural of what is missing, where the server says so: `namespaces` when a Secret's namespace is. */
      readonly missing: string | undefined;
    })
  | (Described & { readonly kind: 'Invalid'; readonly status: number; readonly fields: readonly string[] })
  | (Described & { readonly kind: 'TooManyRequests'; readonly status: number; readonly retryAfterMs: number })
  | (Described & { readonly kind: 'Unavailable'; readonly status?: number; readonly retryAfterMs?: number })
  | (Described & { readonly kind: 'Replaced' | 'Aborted' });

interface Described {
  /** In our words, without names or values, stable across retries: `HTTP 503`, `timed out`, `no connection (ECONNREFUSED)`. */
  readonly detail: string;
}

type AnsweredKind = 'AlreadyExists' | 'Conflict' | 'Gone' | 'Rejected' | 'Unauthorized' | 'Forbidden';

export const unavailable = (detail: string): KubeFailure => ({ kind: 'Unavailable', detail });

export const aborted: KubeFailure = { kind: 'Aborted', detail: 'stopped' };
