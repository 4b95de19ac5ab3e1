/** How long a batch stays open, in milliseconds. */
export interface BatchWindow {
  /** The least time between two departures, and how long those who still gather are waited for after the last entry. */
  readonly pauseMs: number;
  /** From its first entry: by then it goes, whoever is still gathering. */
  readonly maxAgeMs: number;
}

/** An open batch, as far as its departure depends on it. Times as the clock's. */
export interface OpenBatch {
  readonly isFull: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  /** When the batch before it went; -Infinity for none. */
  readonly departedAt: number;
  /** Somebody is finding out what to write to the same store. */
  readonly isAwaited: boolean;
}

/**
 * How long the batch has still to wait, if nothing happens meanwhile; 0 when it is to go now. The first row that fits counts.
 *
 * | the batch                            | goes                                                         |
 * |--------------------------------------|--------------------------------------------------------------|
 * | is full                              | now                                                          |
 * | has been open for `maxAgeMs`         | now                                                          |
 * | follows another within `pauseMs`     | when these have passed                                       |
 * | may get an entry that is being gathered | when that is done, or has taken `pauseMs` since the last entry |
 * | is none of these                     | now: a single change waits for nothing                       |
 */
export function departsInMs(batch: OpenBatch, { pauseMs, maxAgeMs }: BatchWindow, nowMs: number): number {
  if (batch.isFull) return 0;
  const quietAt = batch.isAwaited ? batch.lastAt + pauseMs : -Infinity;
  const readyAt = Math.max(batch.departedAt + pauseMs, quietAt);
  return Math.max(0, Math.min(readyAt, batch.firstAt + maxAgeMs) - nowMs);
}
