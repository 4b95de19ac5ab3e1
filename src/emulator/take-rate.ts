import type { World } from './world.ts';

type Caller = Readonly<{ credential: string; address: string }>;

type Rate = Readonly<{ exceeded: boolean; headers: Readonly<Record<string, string>> }>;

/**
 * Counts a call against both limits: that of the credential and, where it is set, that of the address. [spec] The headers
 * tell of the credential's on every answer; Retry-After comes with a 429 alone, and tells of the one that is exceeded.
 */
export function takeRate({ limiter, settings }: World, { credential, address }: Caller): Rate {
  const { rateLimit, addressRateLimit } = settings;
  const own = limiter.take(credential, rateLimit);
  const shared = addressRateLimit === 'unlimited' ? undefined : limiter.take(`address:${address}`, addressRateLimit);
  const waits = [own, shared].flatMap((verdict) => (verdict?.exceeded === true ? verdict.resetSeconds : []));
  return {
    exceeded: waits.length > 0,
    headers: {
      Ratelimit: `"default";r=${String(own.remaining)};t=${String(own.resetSeconds)}`,
      'Ratelimit-Policy': `"default";q=${String(rateLimit.requests)};w=${String(rateLimit.windowSeconds)}`,
      ...(waits.length === 0 ? {} : { 'Retry-After': String(Math.max(...waits)) }),
    },
  };
}
