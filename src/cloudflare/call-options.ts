/** Which queue a call waits in when the rate budget is spent: what a user changed goes before what we only look after. */
export type Lane = 'Change' | 'Resync';

/** What every call takes as its last argument. */
export interface CallOptions {
  /** Ends the call, its wait for the budget and its retries, with the failure `Aborted`. */
  readonly signal: AbortSignal;
  readonly lane: Lane;
}
