/**
 * Cloudflare's timestamps have microseconds [spec], and every write moves `modified` [live]: so each stamp is later
 * than all before it, even when the time of day stands still, as it does in tests.
 */
export type Clock = Readonly<{
  nowMs: () => number;
  /** A moment in microseconds that was never given out before. */
  stamp: () => number;
}>;

export function createClock(nowMs: () => number): Clock {
  let last = 0;
  return {
    nowMs,
    stamp: () => {
      last = Math.max(nowMs() * 1000, last + 1);
      return last;
    },
  };
}

/** 1695322592624632 → 2023-09-21T18:56:32.624632Z [spec]. */
export function formatStamp(micros: number): string {
  const milliseconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1);
  return `${milliseconds}${String(micros % 1000).padStart(3, '0')}Z`;
}
