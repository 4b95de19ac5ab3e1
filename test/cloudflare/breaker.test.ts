import { describe, expect, test } from 'vitest';
import { Breaker } from '../../src/cloudflare/breaker.ts';
import { Breakers } from '../../src/cloudflare/breakers.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { failed, success, type Result } from '../../src/core/result.ts';
import { ManualClock } from '../support/manual-clock.ts';

const accepted = success('all well');
const refused = failed<CloudflareFailure>({ kind: 'Unauthenticated' });
const lost = failed<CloudflareFailure>({ kind: 'Unavailable', detail: 'timed out', processed: 'No' });
const forbidden = failed<CloudflareFailure>({ kind: 'Forbidden' });

/** A breaker with steps of exactly 1 s, 2 s, 4 s, to 300 s. */
function bench() {
  const clock = new ManualClock();
  const breaker = new Breaker({ clock, random: () => 1 });
  /** Sends a call that ends so; tells the wait of one that is not sent. */
  const call = (answer: Result<string, CloudflareFailure>) => {
    const trial = breaker.begin();
    return trial.ok ? trial.value.end(answer) : trial;
  };
  const isSent = () => breaker.begin().ok;
  return { clock, breaker, call, isSent };
}

const refusedFor = (retryAfterMs: number) => failed({ kind: 'Unauthenticated', retryAfterMs });

describe('a breaker', () => {
  test('lets everything go while nothing is refused', () => {
    const { call } = bench();
    for (const answer of [accepted, lost, forbidden, accepted]) expect(call(answer)).toEqual(answer);
  });

  test('says with the first refusal when to come back, and sends nothing before', () => {
    const { clock, call } = bench();
    expect(call(refused)).toEqual(refusedFor(1_000));
    clock.advance(400);
    expect(call(accepted)).toEqual(refusedFor(600));
  });

  test('lets one probe go after each step, the steps growing to five minutes', () => {
    const { clock, breaker, call } = bench();
    call(refused);
    const steps = [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000];
    let waitMs = 1_000;
    for (const stepMs of steps) {
      clock.advance(waitMs);
      const probe = breaker.begin();
      expect(probe.ok).toBe(true);
      expect(breaker.begin().ok).toBe(false);
      expect(probe.ok && probe.value.end(refused)).toEqual(refusedFor(stepMs));
      waitMs = stepMs;
    }
  });

  test.each([
    ['that succeeds', accepted],
    ['that is refused for another reason: somebody has looked at the credential', forbidden],
  ])('closes by a probe %s', (_, answer) => {
    const { clock, call, isSent } = bench();
    call(refused);
    clock.advance(1_000);
    expect(call(answer)).toEqual(answer);
    expect(isSent() && isSent()).toBe(true);
  });

  test('begins with the first step again after it was closed', () => {
    const { clock, call } = bench();
    call(refused);
    clock.advance(1_000);
    call(refused);
    clock.advance(2_000);
    call(accepted);
    expect(call(refused)).toEqual(refusedFor(1_000));
  });

  test('lets the next one probe when nobody answered the last', () => {
    const { clock, call } = bench();
    call(refused);
    clock.advance(1_000);
    expect(call(lost)).toEqual(lost);
    expect(call(accepted)).toEqual(accepted);
  });

  test('takes the refusals of calls that were on their way for one', () => {
    const { clock, breaker } = bench();
    const trials = Array.from({ length: 16 }, () => breaker.begin());
    for (const trial of trials) if (trial.ok) expect(trial.value.end(refused)).toEqual(refusedFor(1_000));
    clock.advance(999);
    expect(breaker.begin().ok).toBe(false);
    clock.advance(1);
    expect(breaker.begin().ok).toBe(true);
  });

  test('is not closed by a call that was on its way when it opened', () => {
    const { breaker, call } = bench();
    const early = breaker.begin();
    call(refused);
    if (early.ok) early.value.end(accepted);
    expect(breaker.begin().ok).toBe(false);
  });
});

test('a credential that one account refuses is used in another', () => {
  const breakers = new Breakers({ clock: new ManualClock(), random: () => 1 });
  const trial = breakers.of('/accounts/a/secrets_store/quota').begin();
  if (trial.ok) trial.value.end(refused);
  expect(breakers.of('/accounts/a/secrets_store/stores').begin().ok).toBe(false);
  expect(breakers.of('/accounts/b/secrets_store/stores').begin().ok).toBe(true);
  expect(breakers.of('/user/tokens/verify').begin().ok).toBe(true);
});

test('a credential has a breaker for a thousand accounts, and those that are used stay', () => {
  const breakers = new Breakers({ clock: new ManualClock(), random: () => 1 });
  const inUse = breakers.of('/accounts/in-use/secrets_store/stores');
  for (let account = 0; account < 3_000; account += 1) {
    breakers.of(`/accounts/${account}/secrets_store/stores`);
    expect(breakers.of('/accounts/in-use/secrets_store/stores')).toBe(inUse);
  }
});
