import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ElectionNews } from '../../src/runtime/election-news.ts';
import { Elector } from '../../src/runtime/elector.ts';
import { TimedFence } from '../../src/runtime/fence.ts';
import { leaseTiming } from '../../src/runtime/lease.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { sharedLease } from './shared-lease.ts';

const timing = leaseTiming(30_000);

/** Some candidates for one lease, on one clock. */
function election() {
  const clock = new ManualClock();
  const shared = sharedLease();
  const candidate = (identity: string, { isHeard = true } = {}) => {
    const way = shared.way({ isHeard });
    const fence = new TimedFence(clock);
    const news: ElectionNews[] = [];
    const elector = new Elector({
      lease: way.lease,
      identity,
      timing,
      fence,
      clock,
      random: () => 0.5,
      onNews: (one) => void news.push(one),
    });
    const gained: string[] = [];
    void elector.gained.then((how) => gained.push(how));
    onTestFinished(async () => {
      way.trouble = undefined;
      await elector.end();
    });
    return { elector, fence, way, news, gained };
  };
  /** Lets so much time pass, in small steps, and everybody do what they do. */
  const pass = async (ms: number): Promise<void> => {
    await settle();
    for (let left = ms; left > 0; left -= 250) {
      clock.advance(Math.min(left, 250));
      await settle();
    }
  };
  return { clock, shared, candidate, pass };
}

const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns += 1) await turn();
};

const kinds = (news: readonly ElectionNews[]): readonly string[] => news.map(({ kind }) => kind);

describe('a candidate', () => {
  test('that finds no lease makes one and leads at once', async () => {
    const { candidate, pass, shared } = election();
    const a = candidate('a');
    expect(a.fence.isOpen).toBe(false);
    a.elector.start();
    await pass(0);
    expect([a.fence.isOpen, a.gained]).toEqual([true, ['AtOnce']]);
    expect(shared.record()).toMatchObject({ holder: 'a', durationMs: 30_000, transitions: 0 });
  });

  test('that finds a lease given back takes it at once', async () => {
    const { candidate, pass, shared } = election();
    shared.put({ holder: undefined, durationMs: 1_000, transitions: 4 });
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    expect(a.gained).toEqual(['AtOnce']);
    expect(shared.record()).toMatchObject({ holder: 'a', transitions: 5 });
  });

  test('that finds another leading stands by, writes nothing, and takes over when no renewal was seen for 30 s', async () => {
    const { candidate, pass, shared } = election();
    shared.put({ holder: 'dead', durationMs: 30_000, transitions: 0 });
    const a = candidate('a');
    a.elector.start();
    await pass(29_750);
    expect([a.way.writes, a.fence.isOpen, kinds(a.news)]).toEqual([0, false, ['StandsBy']]);
    await pass(500);
    expect([a.fence.isOpen, a.gained]).toEqual([true, ['AfterAnother']]);
    expect(shared.record()).toMatchObject({ holder: 'a', transitions: 1 });
  });

  test('waits for as long as the lease says, not for as long as it would say itself', async () => {
    const { candidate, pass, shared } = election();
    shared.put({ holder: 'dead', durationMs: 60_000, transitions: 0 });
    const a = candidate('a');
    a.elector.start();
    await pass(59_500);
    expect(a.gained).toEqual([]);
    await pass(1_000);
    expect(a.gained).toEqual(['AfterAnother']);
  });

  test.each([
    ['that hears of changes follows at once when the leader gives the lease back', true, 0],
    ['that hears of nothing sees it at its next look', false, 6_000],
  ])('%s', async (_what, isHeard, withinMs) => {
    const { candidate, pass } = election();
    const [a, b] = [candidate('a'), candidate('b', { isHeard })];
    a.elector.start();
    await pass(0);
    b.elector.start();
    await pass(20_000);
    expect([a.fence.isOpen, b.fence.isOpen]).toEqual([true, false]);
    await a.elector.end();
    expect([a.fence.isOpen, kinds(a.news)]).toEqual([false, ['Leads', 'Released']]);
    await pass(withinMs);
    expect([b.fence.isOpen, b.gained]).toEqual([true, ['AfterAnother']]);
  });

  test('leads alone, of several that try for one lease at the same time', async () => {
    const { candidate, pass, shared } = election();
    shared.put({ holder: 'dead', durationMs: 30_000, transitions: 0 });
    const all = ['a', 'b', 'c'].map((name) => candidate(name));
    for (const { elector } of all) elector.start();
    await pass(60_000);
    expect(all.filter(({ fence }) => fence.isOpen)).toHaveLength(1);
    expect(all.flatMap(({ gained }) => gained)).toHaveLength(1);
  });

  test('leads by a lease whose write succeeded though its answer was lost, once it can write again', async () => {
    const { candidate, pass, shared } = election();
    const a = candidate('a');
    a.way.trouble = 'loses the answer';
    a.elector.start();
    await pass(0);
    expect([shared.record()?.holder, a.fence.isOpen]).toEqual(['a', false]);
    a.way.trouble = undefined;
    await pass(2_000);
    expect([a.fence.isOpen, a.gained]).toEqual([true, ['AtOnce']]);
  });

  test('says once what keeps it from the lease, and goes on trying', async () => {
    const { candidate, pass } = election();
    const a = candidate('a');
    a.way.trouble = 'fails';
    a.elector.start();
    await pass(60_000);
    expect(a.news).toEqual([{ kind: 'Failed', action: 'read', detail: 'no connection' }]);
    a.way.trouble = undefined;
    await pass(5_000);
    expect(a.fence.isOpen).toBe(true);
  });

  test('that ends while it stands by writes nothing', async () => {
    const { candidate, pass, shared } = election();
    shared.put({ holder: 'other', durationMs: 30_000, transitions: 0 });
    const a = candidate('a');
    a.elector.start();
    await pass(1_000);
    await a.elector.end();
    expect([a.way.writes, shared.record()?.holder]).toEqual([0, 'other']);
    await pass(60_000);
    expect(a.fence.isOpen).toBe(false);
  });
});

describe('a leader', () => {
  test('renews every 5 s, and leads for as long as it does', async () => {
    const { candidate, pass } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(100_000);
    expect([a.fence.isOpen, a.way.writes]).toEqual([true, 21]);
  });

  test.each(['fails', 'hangs'] as const)(
    'is one no longer 20 s after its last renewal began, when each call %s',
    async (trouble) => {
      const { candidate, pass } = election();
      const a = candidate('a');
      a.elector.start();
      await pass(0);
      a.way.trouble = trouble;
      await pass(19_750);
      expect([a.fence.isOpen, a.elector.lost.aborted]).toEqual([true, false]);
      await pass(250);
      expect([a.fence.isOpen, a.elector.lost.aborted]).toEqual([false, true]);
      expect(a.news.at(-1)).toEqual({ kind: 'Lost', holder: undefined });
    },
  );

  test('outlasts a failure that is shorter', async () => {
    const { candidate, pass } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    a.way.trouble = 'hangs';
    await pass(15_000);
    a.way.trouble = undefined;
    await pass(60_000);
    expect([a.fence.isOpen, a.elector.lost.aborted]).toEqual([true, false]);
  });

  test('has stopped before another one begins', async () => {
    const { candidate, pass } = election();
    const [a, b] = [candidate('a'), candidate('b')];
    a.elector.start();
    await pass(0);
    b.elector.start();
    await pass(7_000);
    a.way.trouble = 'fails';
    const both: string[] = [];
    for (let waited = 0; waited < 60_000; waited += 250) {
      await pass(250);
      both.push(`${a.fence.isOpen ? 'a' : ''}${b.fence.isOpen ? 'b' : ''}`);
    }
    expect([...new Set(both)]).toEqual(['a', '', 'b']);
  });

  test('is one no longer when another holds the lease, and leaves it to that one', async () => {
    const { candidate, pass, shared } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    shared.put({ holder: 'b', durationMs: 30_000, transitions: 1 });
    await pass(5_000);
    expect([a.fence.isOpen, a.elector.lost.aborted]).toEqual([false, true]);
    expect(a.news.at(-1)).toEqual({ kind: 'Lost', holder: 'b' });
    await a.elector.end();
    expect(shared.record()?.holder).toBe('b');
  });

  test.each([
    ['was only annotated', { holder: 'a', durationMs: 30_000, transitions: 0 }],
    ['was deleted', undefined],
  ])('stays one when its lease %s', async (_what, record) => {
    const { candidate, pass, shared } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    shared.put(record);
    await pass(19_000);
    expect([a.fence.isOpen, shared.record()?.holder]).toEqual([true, 'a']);
  });

  test('that stood still for too long may write no more before any timer has told it, and does not ask for the lease again', async () => {
    const { candidate, pass, shared, clock } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    const { writes } = a.way;
    // What its timers have set going runs only when they have all come due, as after SIGCONT.
    clock.advance(25_000);
    expect(a.fence.isOpen).toBe(false);
    await pass(10_000);
    expect([a.elector.lost.aborted, a.way.writes]).toEqual([true, writes]);
    expect(shared.record()?.holder).toBe('a');
  });

  test('gives the lease back at its end, though the answer to a renewal is still out', async () => {
    const { candidate, pass, shared } = election();
    const a = candidate('a');
    a.elector.start();
    await pass(0);
    a.way.trouble = 'hangs';
    await pass(5_000);
    const ended = a.elector.end();
    a.way.trouble = undefined;
    await ended;
    expect([shared.record()?.holder, a.fence.isOpen]).toEqual([undefined, false]);
  });
});
