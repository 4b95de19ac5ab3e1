import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterEnding,
  afterSending,
  initialAllowance,
  shareLeft,
  waitMs,
  type Allowance,
} from '../../src/cloudflare/allowance.ts';
import type { Lane } from '../../src/runtime/lane.ts';
import type { RateLimitNews } from '../../src/cloudflare/ratelimit-headers.ts';

const startMs = 5000;
const wait = (allowance: Allowance, now = startMs, lane: Lane = 'Change') =>
  waitMs(allowance, { lane, now, share: 0.8 });

/** Sends and ends as many requests at one moment as the lane may. */
function sendAll(allowance: Allowance, now: number, lane: Lane): { readonly sent: number; readonly left: Allowance } {
  let [left, sent] = [allowance, 0];
  for (; wait(left, now, lane) === 0; sent += 1) left = afterEnding(afterSending(left, now), {}, now);
  return { sent, left };
}

/** After one request, whose answer said this. */
const afterNews = (news: Partial<RateLimitNews>): Allowance =>
  afterEnding(afterSending(initialAllowance, startMs), { news: { ...noNews, ...news } }, startMs);

const noNews: RateLimitNews = { remaining: undefined, resetMs: undefined, quota: undefined, windowMs: undefined };

describe('without any news', () => {
  it('uses four fifths of 1,200 requests, then waits for the end of the five minutes', () => {
    const { sent, left } = sendAll(initialAllowance, startMs, 'Change');
    expect(sent).toBe(960);
    expect(wait(left, startMs + 1000)).toBe(299_000);
    expect(sendAll(left, startMs + 300_000, 'Change').sent).toBe(960);
  });

  it('leaves the last tenth of our share to changes', () => {
    const { sent, left } = sendAll(initialAllowance, startMs, 'Resync');
    expect(sent).toBe(864);
    expect(sendAll(left, startMs, 'Change').sent).toBe(96);
  });
});

describe('an answer', () => {
  it('that says less is left than we counted is believed: others use the credential too', () => {
    const allowance = afterNews({ remaining: 242, resetMs: 60_000 });
    expect(sendAll(allowance, startMs, 'Change').sent).toBe(2);
    expect(wait(afterNews({ remaining: 240, resetMs: 60_000 }))).toBe(60_000);
  });

  it('that says more is left than we counted is believed as well', () => {
    const { left } = sendAll(initialAllowance, startMs, 'Change');
    const news = { ...noNews, remaining: 1200, resetMs: 1000 };
    expect(wait(afterEnding(afterSending(left, startMs), { news }, startMs))).toBe(0);
  });

  it('teaches another policy, in force from then on', () => {
    const allowance = afterNews({ remaining: 99, resetMs: 60_000, quota: 100, windowMs: 60_000 });
    const { sent, left } = sendAll(allowance, startMs, 'Change');
    expect(sent).toBe(79);
    expect(wait(left)).toBe(60_000);
    expect(sendAll(left, startMs + 60_000, 'Change').sent).toBe(80);
  });

  it('teaches a smaller policy even when it does not say what is left of it', () => {
    const allowance = afterNews({ quota: 10, windowMs: 1000 });
    expect(sendAll(allowance, startMs, 'Change').sent).toBe(8);
    expect(wait(sendAll(allowance, startMs, 'Change').left)).toBe(1000);
  });

  it('does not count what is still on its way, so that is taken off', () => {
    const twoSent = afterSending(afterSending(initialAllowance, startMs), startMs);
    const news = { ...noNews, remaining: 241, resetMs: 60_000 };
    expect(wait(afterEnding(twoSent, { news }, startMs))).toBe(60_000);
  });

  it('allows one request per window even under the smallest policy', () => {
    const allowance = afterNews({ remaining: 1, resetMs: 1000, quota: 1, windowMs: 1000 });
    expect(wait(allowance)).toBe(0);
    expect(wait(allowance, startMs, 'Resync')).toBe(0);
  });
});

describe('a new window', () => {
  it('may count what is still on its way', () => {
    const tenSent = Array.from({ length: 10 }).reduce<Allowance>(
      (left) => afterSending(left, startMs),
      initialAllowance,
    );
    expect(sendAll(tenSent, startMs + 300_000, 'Change').sent).toBe(950);
  });
});

describe('a 429', () => {
  const stopped = afterEnding(afterSending(initialAllowance, startMs), { stopMs: 30_000 }, startMs);

  it('stops both lanes until its end', () => {
    expect(wait(stopped, startMs, 'Change')).toBe(30_000);
    expect(wait(stopped, startMs + 29_999, 'Resync')).toBe(1);
    expect(wait(stopped, startMs + 30_000, 'Resync')).toBe(0);
  });

  it('is not shortened by a later, shorter one', () => {
    const again = afterEnding(afterSending(stopped, startMs), { stopMs: 1000 }, startMs);
    expect(wait(again)).toBe(30_000);
  });

  it('is not lifted by an answer that says how much is left', () => {
    const news = { remaining: 1200, resetMs: 300_000, quota: 1200, windowMs: 300_000 };
    expect(wait(afterEnding(afterSending(stopped, startMs), { news }, startMs))).toBe(30_000);
  });
});

it('never sends more than its share in a window, however calls and answers interleave', () => {
  const step = fc.record({ send: fc.boolean(), answered: fc.boolean(), afterMs: fc.nat(4000) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 300 }), (steps) => {
      const news = { ...noNews, quota: 20, windowMs: 10_000 };
      let allowance = afterEnding(afterSending(initialAllowance, 0), { news }, 0);
      let [now, windowEnd, sentInWindow] = [0, allowance.windowEndsAt, 0];
      for (const { send, answered, afterMs } of steps) {
        now += afterMs;
        if (now >= windowEnd) sentInWindow = 0;
        if (send && wait(allowance, now) === 0) {
          allowance = afterSending(allowance, now);
          sentInWindow += 1;
        } else if (answered && allowance.inFlight > 0) {
          allowance = afterEnding(allowance, {}, now);
        }
        windowEnd = allowance.windowEndsAt;
        expect(sentInWindow).toBeLessThanOrEqual(16);
      }
    }),
  );
});

const left = (allowance: Allowance, now = startMs) => shareLeft(allowance, { now, share: 0.8 });

describe('what is left of our share', () => {
  it('is all of it before the first request, and one less after it', () => {
    expect(left(initialAllowance)).toEqual({ limit: 960, remaining: 960 });
    expect(left(afterSending(initialAllowance, startMs))).toEqual({ limit: 960, remaining: 959 });
  });

  it('is what an answer leaves to us, and nothing where the others have used more than theirs', () => {
    const policy = { quota: 100, windowMs: 60_000, resetMs: 60_000 };
    expect(left(afterNews({ ...policy, remaining: 50 }))).toEqual({ limit: 80, remaining: 30 });
    expect(left(afterNews({ ...policy, remaining: 15 }))).toEqual({ limit: 80, remaining: 0 });
  });

  it("is nothing while a 429's window lasts", () => {
    const stopped = afterEnding(afterSending(initialAllowance, startMs), { stopMs: 1_000 }, startMs);
    expect(left(stopped)).toEqual({ limit: 960, remaining: 0 });
    expect(left(stopped, startMs + 1_000)).toEqual({ limit: 960, remaining: 959 });
  });

  it('is all of it again in the next window', () => {
    const spent = afterNews({ remaining: 0, resetMs: 1_000 });
    expect(left(spent, startMs + 1_000)).toEqual({ limit: 960, remaining: 960 });
  });
});
