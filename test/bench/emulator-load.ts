import { concurrently } from './concurrently.ts';
import { percentile } from './percentile.ts';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

interface Load {
  readonly times: number;
  /** How many at once. */
  readonly workers: number;
}

/** Does the work so many times, the indices in order, and says how long each took. */
export async function load({ times, workers }: Load, work: (index: number) => Promise<unknown>): Promise<Latency> {
  const indices = Array.from({ length: times }, (_, index) => index);
  const tookMs = await concurrently(indices, workers, async (index) => {
    const startedMs = performance.now();
    await work(index);
    return performance.now() - startedMs;
  });
  return { p50: percentile(tookMs, 50), p99: percentile(tookMs, 99), max: percentile(tookMs, 100) };
}
