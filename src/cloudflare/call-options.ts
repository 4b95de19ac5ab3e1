import type { Lane } from '../runtime/lane.ts';

/** What every call takes as its last argument. */
export interface CallOptions {
  /** Ends the call, its wait for the budget and its retries, with the failure `Aborted`. */
  readonly signal: AbortSignal;
  /** Which queue it waits in when the rate budget is spent: what a user changed goes before what we only look after. */
  readonly lane: Lane;
}

/** What a call for many takes. */
export interface BulkOptions extends CallOptions {
  /** Told the most that goes through at once, where a request was refused for its size alone. */
  readonly onTooMany?: (accepted: number) => void;
}
