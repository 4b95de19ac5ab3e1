import type { SecretId } from '../core/ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Lane } from '../runtime/lane.ts';

/** What every call takes as its last argument. */
export interface CallOptions {
  /** Ends the call, its wait for the budget and its retries, with the failure `Aborted`. */
  readonly signal: AbortSignal;
  /** Which queue it waits in when the rate budget is spent: what a user changed goes before what we only look after. */
  readonly lane: Lane;
}

/** What a call for many takes. */
export interface BulkOptions<Item> extends CallOptions {
  /** By which it waits where looks lag; the system's unless given. */
  readonly clock?: Clock;
  /** Told the largest part that went through, where requests were refused for their size alone. */
  readonly onTooMany?: (accepted: readonly Item[]) => void;
}

/** What the listing of a store takes. */
export interface ListSecretsOptions extends CallOptions {
  /** What the caller holds of the store: a secret that is still the same is answered as that very object. */
  readonly known?: ReadonlyMap<SecretId, RemoteSecret>;
}
