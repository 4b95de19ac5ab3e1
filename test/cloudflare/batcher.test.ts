import { describe, expect, test } from 'vitest';
import { Batcher, type BatcherOptions } from '../../src/cloudflare/batcher.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { turn } from './test-edge.ts';

type Options = BatcherOptions<string, string, string>;

/** A batcher of texts, whose key is the first letter and whose size is the length; each comes back by its key. */
function bench(options: Partial<Options> = {}) {
  const clock = new ManualClock();
  const state = { isAwaited: false };
  const sent: (readonly [items: readonly string[], lane: string])[] = [];
  const batcher = new Batcher<string, string, string>({
    clock,
    window: { pauseMs: 100, maxAgeMs: 500 },
    limits: { entries: 3, bytes: 10 },
    keyOf: (item) => item.charAt(0),
    bytesOf: (item) => item.length,
    isAwaited: () => state.isAwaited,
    send: async (items, lane) => {
      sent.push([items, lane]);
      return new Map(items.map((item) => [item.charAt(0), `${item} arrived`]));
    },
    ...options,
  });
  const batches = () => sent.map(([items]) => items);
  return { batcher, clock, state, sent, batches };
}

describe('a batcher', () => {
  test('sends what was added at one moment as one request, and gives each caller its own outcomes', async () => {
    const { batcher, clock, batches } = bench();
    const one = batcher.add(['a'], 'Change');
    const two = batcher.add(['b', 'c'], 'Change');
    clock.advance(0);
    expect(batches()).toEqual([['a', 'b', 'c']]);
    expect(await one).toEqual(new Map([['a', 'a arrived']]));
    expect(await two).toEqual(new Map([['b', 'b arrived'], ['c', 'c arrived']])); // prettier-ignore
  });

  test('waits for those who gather, until they are done', async () => {
    const { batcher, clock, state, batches } = bench();
    state.isAwaited = true;
    void batcher.add(['a'], 'Change');
    clock.advance(50);
    expect(batches()).toEqual([]);
    void batcher.add(['b'], 'Change');
    state.isAwaited = false;
    batcher.consider();
    clock.advance(0);
    expect(batches()).toEqual([['a', 'b']]);
  });

  test('does not wait for ever for those who gather', () => {
    const { batcher, clock, state, batches } = bench();
    state.isAwaited = true;
    void batcher.add(['a'], 'Change');
    clock.advance(499);
    expect(batches()).toEqual([]);
    clock.advance(1);
    expect(batches()).toEqual([['a']]);
  });

  test('sends at most one batch a pause that is not full', () => {
    const { batcher, clock, batches } = bench();
    for (const item of ['a', 'b', 'c', 'd', 'e']) {
      void batcher.add([item], 'Change');
      clock.advance(30);
    }
    clock.advance(100);
    expect(batches()).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  test('sends at once what fills a request, and the rest as the next', () => {
    const { batcher, clock, batches } = bench();
    void batcher.add(['a', 'b', 'c', 'd'], 'Change');
    clock.advance(0);
    expect(batches()).toEqual([['a', 'b', 'c']]);
    clock.advance(100);
    expect(batches()).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('sends no more bytes at once than it may, but any single item', () => {
    const { batcher, clock, batches } = bench();
    void batcher.add(['aaaaaa', 'bbbbbb', 'cccccccccccccccc', 'd'], 'Change');
    clock.advance(500);
    expect(batches()).toEqual([['aaaaaa'], ['bbbbbb'], ['cccccccccccccccc'], ['d']]);
  });

  test('never sends two items of one key together', () => {
    const { batcher, clock, batches } = bench();
    void batcher.add(['a1', 'b1'], 'Change');
    void batcher.add(['a2'], 'Change');
    clock.advance(500);
    expect(batches()).toEqual([['a1', 'b1'], ['a2']]);
  });

  test('does not hold a batch up for one that is still on its way', () => {
    const sent: (readonly string[])[] = [];
    const send: Options['send'] = async (items) => {
      sent.push(items);
      return new Promise(() => undefined);
    };
    const { batcher, clock } = bench({ send });
    void batcher.add(['a'], 'Change');
    clock.advance(200);
    void batcher.add(['b'], 'Change');
    clock.advance(0);
    expect(sent).toEqual([['a'], ['b']]);
  });

  test('sends a batch in the most urgent lane of those in it', () => {
    const { batcher, clock, sent } = bench();
    void batcher.add(['a'], 'Resync');
    clock.advance(100);
    void batcher.add(['b'], 'Resync');
    void batcher.add(['c'], 'Change');
    clock.advance(100);
    expect(sent.map(([, lane]) => lane)).toEqual(['Resync', 'Change']);
  });

  test('sends less at once after it has learned that it must', () => {
    const { batcher, clock, batches } = bench();
    batcher.limitTo(['aaa']);
    batcher.limitTo(['aa', 'b']);
    void batcher.add(['aaa', 'bbb'], 'Change');
    clock.advance(500);
    expect(batches()).toEqual([['aaa'], ['bbb']]);
  });

  test('sends many small ones where it has learned that many large ones are too much', () => {
    const { batcher, clock, batches } = bench();
    batcher.limitTo(['aaa']);
    void batcher.add(['a', 'b', 'c'], 'Change');
    clock.advance(500);
    expect(batches()).toEqual([['a', 'b', 'c']]);
  });

  test('gives a bug to all who wait for it', async () => {
    const bug = new Error('a bug');
    const { batcher, clock } = bench({ send: async () => Promise.reject(bug) });
    const both = [batcher.add(['a'], 'Change'), batcher.add(['b'], 'Change')];
    const settled = Promise.allSettled(both);
    clock.advance(0);
    await turn();
    expect(await settled).toEqual([
      { status: 'rejected', reason: bug },
      { status: 'rejected', reason: bug },
    ]);
  });
});
