import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RateBudget } from '../../src/cloudflare/budget.ts';
import type { Lane } from '../../src/runtime/lane.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { change, turn } from './test-edge.ts';

const admitted = { ok: true, value: undefined };
const inWindow = (remaining: number, resetMs: number) => ({
  news: { remaining, resetMs, quota: 10, windowMs: 60_000 },
});

/** A budget of 8 requests per minute that knows its policy and has so many left until the reset. */
async function budgetWith(left: number, resetMs: number) {
  const clock = new ManualClock();
  const budget = new RateBudget({ clock, share: 0.8, maxWaitMs: 10_000, maxInFlight: 16 });
  await budget.admit(change);
  budget.ended(inWindow(left + 2, resetMs));
  const order: string[] = [];
  const ask = (name: string, lane: Lane, signal = change.signal) =>
    budget.admit({ lane, signal }).then((admission) => {
      order.push(admission.ok ? name : `${name} ${admission.failure.kind}`);
      return admission;
    });
  return { clock, budget, ask, order };
}

describe('a budget', () => {
  it('admits at once while there is something left', async () => {
    const { ask } = await budgetWith(2, 5000);
    expect(await ask('a', 'Change')).toEqual(admitted);
    expect(await ask('b', 'Change')).toEqual(admitted);
  });

  it('holds a call whose turn comes within the longest wait, and lets it go at the reset', async () => {
    const { clock, ask, order } = await budgetWith(0, 5000);
    const waiting = ask('a', 'Change');
    clock.advance(4999);
    await turn();
    expect(order).toEqual([]);
    clock.advance(1);
    expect(await waiting).toEqual(admitted);
    expect(clock.timers).toBe(0);
  });

  it('sends a call away at once when its turn is further off, with the time to come back', async () => {
    const { ask } = await budgetWith(0, 10_001);
    expect(await ask('a', 'Change')).toEqual({ ok: false, failure: { kind: 'RateLimited', retryAfterMs: 10_001 } });
  });

  it('holds a call whose turn comes just within the longest wait', async () => {
    const { clock, ask } = await budgetWith(0, 10_000);
    const waiting = ask('a', 'Change');
    clock.advance(10_000);
    expect(await waiting).toEqual(admitted);
  });

  it('keeps one timer, however many wait', async () => {
    const { clock, ask } = await budgetWith(0, 5000);
    const all = [ask('a', 'Change'), ask('b', 'Resync'), ask('c', 'Change')];
    expect(clock.timers).toBe(1);
    clock.advance(5000);
    await Promise.all(all);
  });

  it('lets changes go before resyncs that wait longer, and each lane in order', async () => {
    const { clock, ask, order } = await budgetWith(0, 5000);
    const all = [ask('r1', 'Resync'), ask('r2', 'Resync'), ask('c1', 'Change'), ask('c2', 'Change')];
    await turn();
    clock.advance(5000);
    await Promise.all(all);
    expect(order).toEqual(['c1', 'c2', 'r1', 'r2']);
  });

  it('admits no more than there is after a reset, and sends the others away', async () => {
    const { clock, ask, order } = await budgetWith(0, 5000);
    const all = Array.from({ length: 10 }, (_, index) => ask(String(index), 'Change'));
    clock.advance(5000);
    await Promise.all(all);
    expect(order).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8 RateLimited', '9 RateLimited']);
  });

  it('stops everybody who waits when a 429 comes', async () => {
    const { clock, budget, ask, order } = await budgetWith(1, 5000);
    await ask('sent', 'Change');
    const waiting = [ask('a', 'Change'), ask('b', 'Resync')];
    await turn();
    expect(order).toEqual(['sent']);
    budget.ended({ stopMs: 60_000 });
    await Promise.all(waiting);
    expect(order).toEqual(['sent', 'a RateLimited', 'b RateLimited']);
    expect(await ask('c', 'Change')).toEqual({ ok: false, failure: { kind: 'RateLimited', retryAfterMs: 60_000 } });
    clock.advance(60_000);
    expect(await ask('d', 'Change')).toEqual(admitted);
  });

  it('lets go whoever waits when an answer says that there is more than we thought', async () => {
    const { budget, ask } = await budgetWith(1, 5000);
    await ask('sent', 'Change');
    const waiting = ask('a', 'Change');
    budget.ended(inWindow(9, 5000));
    expect(await waiting).toEqual(admitted);
  });

  it('ends a wait when the signal does, and forgets who waited', async () => {
    const { clock, ask, order } = await budgetWith(0, 5000);
    const controller = new AbortController();
    const waiting = ask('a', 'Change', controller.signal);
    const other = ask('b', 'Change');
    controller.abort();
    expect(await waiting).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    clock.advance(5000);
    await other;
    expect(order).toEqual(['a Aborted', 'b']);
    const others = Array.from({ length: 7 }, (_, index) => ask(String(index), 'Change'));
    expect(await Promise.all(others)).toEqual(Array.from({ length: 7 }, () => admitted));
  });

  it('leaves nothing behind on the signal of a call that it let go', async () => {
    const { clock, ask } = await budgetWith(0, 5000);
    const { signal } = new AbortController();
    const waiting = ask('a', 'Change', signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    clock.advance(5000);
    await waiting;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('admits nobody whose signal is aborted', async () => {
    const { ask } = await budgetWith(5, 5000);
    expect(await ask('a', 'Change', AbortSignal.abort())).toEqual({ ok: false, failure: { kind: 'Aborted' } });
  });
});

/** A budget that lets one request go at a time. */
function small() {
  const clock = new ManualClock();
  const budget = new RateBudget({ clock, share: 0.8, maxWaitMs: 10_000, maxInFlight: 1 });
  const order: string[] = [];
  const ask = (name: string, lane: Lane) => budget.admit({ lane, signal: change.signal }).then(() => order.push(name));
  return { clock, budget, order, ask };
}

describe('requests on their way', () => {
  it('are so many at once, and the next goes when one has ended: changes first', async () => {
    const { budget, order, ask } = small();
    for (const [name, lane] of [['a', 'Change'], ['b', 'Resync'], ['c', 'Change']] as const) void ask(name, lane); // prettier-ignore
    await turn();
    expect(order).toEqual(['a']);
    budget.ended({});
    await turn();
    expect(order).toEqual(['a', 'c']);
    budget.ended({});
    await turn();
    expect(order).toEqual(['a', 'c', 'b']);
  });

  it('do not count against the limit when they were not sent after all', async () => {
    const { budget, ask, order } = small();
    for (let call = 0; call < 2_000; call += 1) {
      await ask('unsent', 'Change');
      budget.ended({ isUnsent: true });
    }
    expect(order).toHaveLength(2_000);
  });
});

describe('the state of a budget', () => {
  it('shows who waits, and by which lane', async () => {
    const { budget, clock, ask } = await budgetWith(0, 5000);
    expect(budget.state).toEqual({ limit: 8, remaining: 0, waiting: { Change: 0, Resync: 0 }, postponed: 0 });
    const waiting = [ask('a', 'Change'), ask('b', 'Change'), ask('c', 'Resync')];
    expect(budget.state.waiting).toEqual({ Change: 2, Resync: 1 });
    clock.advance(5000);
    await Promise.all(waiting);
    expect(budget.state).toMatchObject({ remaining: 5, waiting: { Change: 0, Resync: 0 }, postponed: 0 });
  });

  it('counts who was sent away, and not who went by himself', async () => {
    const { budget, ask } = await budgetWith(0, 20_000);
    const leaving = new AbortController();
    await ask('a', 'Change');
    leaving.abort();
    await ask('b', 'Change', leaving.signal);
    expect(budget.state).toMatchObject({ waiting: { Change: 0, Resync: 0 }, postponed: 1 });
  });
});
