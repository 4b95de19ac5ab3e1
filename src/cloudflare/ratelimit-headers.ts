import type { Answer } from './answer.ts';

/** What an answer says about the rate limit. A part that it does not say, or that makes no sense, is undefined. */
export interface RateLimitNews {
  /** Requests still allowed in the window that is open now. */
  readonly remaining: number | undefined;
  /** Until that window ends. */
  readonly resetMs: number | undefined;
  /** Requests allowed per window. */
  readonly quota: number | undefined;
  readonly windowMs: number | undefined;
}

/**
 * Reads `Ratelimit: "default";r=50;t=30` and `Ratelimit-Policy: "burst";q=100;w=60` (Cloudflare's documentation of rate
 * limits; the form is that of draft-ietf-httpapi-ratelimit-headers). With several limits the one with the least left counts,
 * and the policy of its name; Cloudflare's own example names limit and policy differently, so otherwise the first.
 */
export function rateLimitNews(answer: Answer): RateLimitNews {
  const limits = itemsOf(answer.header('ratelimit')).toSorted((a, b) => leftOf(a) - leftOf(b));
  const limit = limits[0];
  const policies = itemsOf(answer.header('ratelimit-policy'));
  const policy = policies.find(({ name }) => name === limit?.name) ?? policies[0];
  return {
    remaining: limit?.numbers['r'],
    resetMs: milliseconds(limit?.numbers['t']),
    quota: positive(policy?.numbers['q']),
    windowMs: positive(milliseconds(policy?.numbers['w'])),
  };
}

interface Item {
  readonly name: string;
  readonly numbers: Readonly<Record<string, number>>;
}

const leftOf = (item: Item): number => item.numbers['r'] ?? Infinity;

/** A list of items with integer parameters (RFC 9651). Names hold no commas or semicolons at Cloudflare. */
function itemsOf(header: string | undefined): readonly Item[] {
  if (header === undefined) return [];
  return header.split(',').map((text) => {
    const [name = '', ...parameters] = text.split(';').map((part) => part.trim());
    const numbers = parameters.flatMap((parameter) => {
      const [, key, digits] = /^([a-z]+)=(\d{1,12})$/.exec(parameter) ?? [];
      return key === undefined ? [] : [[key, Number(digits)] as const];
    });
    return { name, numbers: Object.fromEntries(numbers) };
  });
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;

const positive = (count: number | undefined): number | undefined => (count === 0 ? undefined : count);
