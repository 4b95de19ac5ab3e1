export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after the given number of failures in a row, the first being 1: `baseMs`, doubled with each further one
 * up to `maxMs`, of which a random part between a half and the whole is taken, so that what failed together does not
 * come back together. `random` returns a number from 0 up to 1, as Math.random does.
 */
export function backoffMs({ baseMs, maxMs }: Backoff, failures: number, random: () => number): number {
  const wholeMs = Math.min(maxMs, baseMs * 2 ** (failures - 1));
  return wholeMs * (0.5 + random() / 2);
}
