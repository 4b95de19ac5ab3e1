import type { LeaseRecord } from './lease.ts';

/** What a candidate has seen of the lease. */
export interface LeaseView {
  readonly record: LeaseRecord | undefined;
  /** When it was first seen as it is now, on the candidate's own clock: those of others are not compared with it. */
  readonly sinceMs: number;
}

export const nothingSeen: LeaseView = { record: undefined, sinceMs: -Infinity };

/** The lease was seen once more. */
export const seen = (view: LeaseView, record: LeaseRecord | undefined, nowMs: number): LeaseView =>
  view.record?.version === record?.version ? { record, sinceMs: view.sinceMs } : { record, sinceMs: nowMs };

/**
 * From when on the candidate may take the lease, on its own clock.
 *
 * | the lease               | may be taken                               |
 * |-------------------------|--------------------------------------------|
 * | is not there            | at once                                    |
 * | has no holder           | at once                                    |
 * | is the candidate's own  | at once: an answer to it was lost          |
 * | is another's            | when it has not changed for its duration   |
 */
export function freeFromMs({ record, sinceMs }: LeaseView, candidate: string): number {
  if (record?.holder === undefined || record.holder === candidate) return -Infinity;
  return sinceMs + record.durationMs;
}
