/** What stands on the lease that all candidates look at. */
export interface LeaseRecord {
  /** Undefined when it was given back. */
  readonly holder: string | undefined;
  /** For how long after its last change it must be left to its holder. */
  readonly durationMs: number;
  /** How often it has passed from one holder to another. */
  readonly transitions: number;
  /** Another one after each write. */
  readonly version: string;
}

export interface LeaseWish {
  readonly holder: string | undefined;
  readonly durationMs: number;
}

interface Failed {
  readonly kind: 'Failed';
  /** In a few words, the same at each try. A write may have been carried out all the same. */
  readonly detail: string;
}

/** `record` is undefined where there is no lease yet. */
export type LeaseReading = { readonly kind: 'Read'; readonly record: LeaseRecord | undefined } | Failed;

export type LeaseWriting =
  | { readonly kind: 'Written'; readonly record: LeaseRecord }
  /** It has changed since it was seen, and nothing was written. */
  | { readonly kind: 'Outrun' }
  | Failed;

export interface LeaseCall {
  /** Ends the call at once. */
  readonly signal: AbortSignal;
}

/** Where the lease is kept. No function throws. */
export interface Lease {
  readonly read: (call: LeaseCall) => Promise<LeaseReading>;
  /** In place of what was `seen`, and of nothing else. */
  readonly write: (seen: LeaseRecord | undefined, wish: LeaseWish, call: LeaseCall) => Promise<LeaseWriting>;
  /** Calls `onRecord` whenever the lease is heard to have changed, until the signal is aborted. It may miss changes. */
  readonly follow: (onRecord: (record: LeaseRecord | undefined) => void, call: LeaseCall) => void;
}

export interface LeaseTiming {
  /** How long the others wait after the last renewal that they saw. */
  readonly durationMs: number;
  /** How long after the beginning of its last renewal the holder goes on: less, so that it has stopped when another begins. */
  readonly renewWithinMs: number;
  /** From one renewal to the next, and from one look of the others to the next. */
  readonly retryMs: number;
}

/** 30 s, 20 s and 5 s, or another duration in the same proportions. */
export const leaseTiming = (durationMs: number): LeaseTiming => ({
  durationMs,
  renewWithinMs: (durationMs * 2) / 3,
  retryMs: durationMs / 6,
});
