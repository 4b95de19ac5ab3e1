import type { CloudflareFailure } from '../core/cloudflare-failure.ts';

/** What a request asks of the API, by the names of the official SDK's methods. */
export type Operation =
  | 'quota.get'
  | `stores.${'list' | 'get' | 'create' | 'delete'}`
  | `secrets.${'list' | 'get' | 'create' | 'edit' | 'delete' | 'bulkDelete' | 'duplicate'}`
  | `tokens.${'verifyUser' | 'verifyAccount'}`;

/** One request that was sent: for whoever counts. */
export interface CallReport {
  readonly operation: Operation;
  readonly outcome: 'Success' | CloudflareFailure['kind'];
  /** For the rate limit, before it was sent. */
  readonly waitedMs: number;
  /** From then to the end of its answer. */
  readonly tookMs: number;
  /** How many secrets it was to create or to delete, where it can be for many. */
  readonly secrets?: number;
}
