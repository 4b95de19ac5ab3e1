import type { RateLimit } from './settings.ts';

type Bucket = Readonly<{ used: number; endsAtMs: number; blocked: boolean }>;

type RateVerdict = Readonly<{ exceeded: boolean; remaining: number; resetSeconds: number }>;

/** Counts calls for each credential. Nothing here knows what a call is. */
export type RateLimiter = Readonly<{
  take: (key: string, limit: RateLimit) => RateVerdict;
  /** Starts every count again, and ends every block. */
  forget: () => void;
}>;

/** Tokens, users and addresses, those that called last; one that is forgotten starts a new window. */
const maxBuckets = 10_000;

/**
 * [live] A window starts with the first call. The call that exceeds it starts another, in which everything is refused:
 * "exceed it and every call of the next five minutes is a 429".
 */
export function createRateLimiter(nowMs: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key, limit) => {
      const bucket = spend(current(buckets.get(key), limit, nowMs()), limit, nowMs());
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > maxBuckets && oldest !== undefined) buckets.delete(oldest);
      return {
        exceeded: bucket.blocked,
        remaining: bucket.blocked ? 0 : Math.max(0, limit.requests - bucket.used),
        resetSeconds: Math.max(1, Math.ceil((bucket.endsAtMs - nowMs()) / 1000)),
      };
    },
    forget: () => {
      buckets.clear();
    },
  };
}

const current = (bucket: Bucket | undefined, limit: RateLimit, nowMs: number): Bucket =>
  bucket === undefined || bucket.endsAtMs <= nowMs
    ? { used: 0, endsAtMs: nowMs + limit.windowSeconds * 1000, blocked: false }
    : bucket;

function spend(bucket: Bucket, limit: RateLimit, nowMs: number): Bucket {
  if (bucket.blocked) return bucket;
  if (bucket.used < limit.requests) return { ...bucket, used: bucket.used + 1 };
  return { used: bucket.used, endsAtMs: nowMs + limit.windowSeconds * 1000, blocked: true };
}
