/** How long a batch stays open, in milliseconds. */
export interface BatchWindow {
  /** The least time between two departures. */
  readonly pauseMs: number;
  /** From its first entry: by then it goes, whoever is still gathering. */
  readonly maxAgeMs: number;
}

/** An open batch, as far as its departure depends on it. Times as the clock's. */
export interface OpenBatch {
  readonly isFull: boolean;
  readonly firstAt: number;
  /** When the batch before it went; -Infinity for none. */
  readonly departedAt: number;
  /** Somebody is finding out what to write to the same store. */
  readonly isAwaited: boolean;
}

/**
 * How long the batch has still to wait, if nothing happens meanwhile; 0 when it is to go now. The first row that fits counts.
 *
 * | the batch                               | goes                                      |
 * |-----------------------------------------|-------------------------------------------|
 * | is full                                 | now                                       |
 * | has been open for `maxAgeMs`            | now                                       |
 * | may get an entry that is being gathered | when that is done                         |
 * | follows another within `pauseMs`        | when these have passed                    |
 * | is none of these                        | now: a single change waits for nothing    |
 */
export function departsInMs(batch: OpenBatch, { pauseMs, maxAgeMs }: BatchWindow, nowMs: number): number {
  if (batch.isFull) return 0;
  const readyAt = batch.isAwaited ? Infinity : batch.departedAt + pauseMs;
  return Math.max(0, Math.min(readyAt, batch.firstAt + maxAgeMs) - nowMs);
}
