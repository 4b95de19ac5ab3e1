import { expect, it } from 'vitest';
import { rateLimitNews } from '../../src/cloudflare/ratelimit-headers.ts';

const newsOf = (headers: Readonly<Record<string, string>>) =>
  rateLimitNews({ status: 200, text: '', header: (name) => headers[name] });

const nothing = { remaining: undefined, resetMs: undefined, quota: undefined, windowMs: undefined };

it('reads the two headers of Cloudflare’s documentation', () => {
  expect(newsOf({ ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"burst";q=100;w=60' })).toEqual({
    remaining: 50,
    resetMs: 30_000,
    quota: 100,
    windowMs: 60_000,
  });
});

it('takes the limit with the least left, and its policy', () => {
  const news = newsOf({
    ratelimit: '"hour";r=900;t=3000, "burst";r=5;t=10',
    'ratelimit-policy': '"hour";q=1000;w=3600, "burst";q=20;w=60',
  });
  expect(news).toEqual({ remaining: 5, resetMs: 10_000, quota: 20, windowMs: 60_000 });
});

it('forgives spaces', () => {
  expect(newsOf({ ratelimit: ' "default" ; r=1 ; t=2 ' })).toEqual({ ...nothing, remaining: 1, resetMs: 2000 });
});

it.each([
  ['no header', {}],
  ['an empty header', { ratelimit: '', 'ratelimit-policy': '' }],
  ['something else', { ratelimit: 'limit=10, remaining=5', 'ratelimit-policy': '100;window=60' }],
  ['numbers that are none', { ratelimit: '"default";r=-1;t=x', 'ratelimit-policy': '"d";q=1e3;w=' }],
  ['a policy of nothing', { 'ratelimit-policy': '"default";q=0;w=0' }],
])('learns nothing from %s', (_, headers) => {
  expect(newsOf(headers)).toEqual(nothing);
});
