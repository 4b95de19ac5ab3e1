import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NextStep } from '../../src/runtime/next-step.ts';
import { WorkQueue, type WorkQueueOptions } from '../../src/runtime/work-queue.ts';
import type { Turn } from '../../src/runtime/turn.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { turnsDuring } from '../support/turns-during.ts';
import { workFor } from '../support/work-for.ts';

interface Bench {
  readonly queue: WorkQueue;
  readonly clock: ManualClock;
  /** Keys in the order in which they were taken. */
  readonly taken: string[];
  readonly bugs: unknown[];
  /** The last turn of each key. */
  readonly turns: Map<string, Turn>;
  /** Ends the processing of a key that is active, with this result. */
  readonly finish: (key: string, step?: NextStep) => Promise<void>;
}

/** A queue whose work the test ends by hand, on a clock that the test turns. Backoff is 1 s, 2 s, 4 s, to 10 s. */
function bench(options: Partial<WorkQueueOptions> = {}): Bench {
  const clock = new ManualClock();
  const taken: string[] = [];
  const bugs: unknown[] = [];
  const running = new Map<string, PromiseWithResolvers<NextStep>>();
  const turns = new Map<string, Turn>();
  const process = async (key: string, turn: Turn): Promise<NextStep> => {
    taken.push(key);
    turns.set(key, turn);
    const work = Promise.withResolvers<NextStep>();
    running.set(key, work);
    return work.promise;
  };
  const queue = new WorkQueue(process, {
    clock,
    random: () => 1,
    // A pause for others, on a busy machine, is none of what is looked at here.
    sliceMs: Infinity,
    backoff: { baseMs: 1_000, maxMs: 10_000 },
    onError: (_, error) => bugs.push(error),
    ...options,
  });
  const finish = async (key: string, step: NextStep = { kind: 'Done' }): Promise<void> => {
    running.get(key)?.resolve(step);
    await settle();
  };
  return { queue, clock, taken, turns, bugs, finish };
}

/** Lets everything run that waits for nothing but its turn. */
const settle = async (): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setImmediate(() => resolve(undefined));
  await promise;
};

const backoff: NextStep = { kind: 'Backoff' };

describe('a key that is added', () => {
  test('waits until the queue is started', async () => {
    const { queue, taken } = bench();
    queue.add('a', 'Change');
    expect([taken, queue.depth]).toEqual([[], 1]);
    queue.start(1);
    expect([taken, queue.depth, queue.active]).toEqual([['a'], 0, 1]);
  });

  test('many times while it waits is processed once', async () => {
    const { queue, taken, finish } = bench();
    for (let i = 0; i < 5; i += 1) queue.add('a', 'Change');
    queue.start(1);
    await finish('a');
    expect(taken).toEqual(['a']);
  });

  test('many times while it is processed is processed once more, and not at the same time', async () => {
    const { queue, taken, finish } = bench();
    queue.start(2);
    for (let i = 0; i < 5; i += 1) queue.add('a', 'Change');
    expect(taken).toEqual(['a']);
    await finish('a');
    expect(taken).toEqual(['a', 'a']);
    await finish('a');
    expect(queue.active).toBe(0);
  });

  test('waits for a free worker', async () => {
    const { queue, taken, finish } = bench();
    queue.start(2);
    for (const key of ['a', 'b', 'c']) queue.add(key, 'Change');
    expect(taken).toEqual(['a', 'b']);
    await finish('b');
    expect(taken).toEqual(['a', 'b', 'c']);
  });
});

const drain = async ({ queue, taken, finish }: Bench): Promise<readonly string[]> => {
  queue.start(1);
  while (queue.active > 0) await finish(taken.at(-1) ?? '');
  return taken;
};

describe('the order', () => {
  test('is first come, first served', async () => {
    const all = bench();
    for (const key of ['a', 'b', 'c']) all.queue.add(key, 'Change');
    expect(await drain(all)).toEqual(['a', 'b', 'c']);
  });

  test('has changes before resyncs', async () => {
    const all = bench();
    all.queue.add('old', 'Resync');
    all.queue.add('new', 'Change');
    expect(await drain(all)).toEqual(['new', 'old']);
  });

  test('moves a waiting resync forward when it changes, and never back', async () => {
    const all = bench();
    for (const key of ['a', 'b', 'c']) all.queue.add(key, 'Resync');
    all.queue.add('c', 'Change');
    all.queue.add('c', 'Resync');
    expect(await drain(all)).toEqual(['c', 'a', 'b']);
  });

  test('has a key that was moved forward, and comes again, behind all who have waited', async () => {
    const { queue, taken, finish } = bench();
    for (const key of ['a', 'b', 'c']) queue.add(key, 'Resync');
    queue.add('b', 'Change');
    queue.start(1);
    queue.add('b', 'Resync');
    for (const key of ['b', 'a', 'c', 'b']) await finish(key);
    expect(taken).toEqual(['b', 'a', 'c', 'b']);
  });

  test('lets groups take turns, so that many keys of one do not hold up another', async () => {
    const all = bench({ groupOf: (key) => key.split('/')[0] ?? '' });
    for (const key of ['big/1', 'big/2', 'big/3', 'big/4', 'small/1', 'tiny/1', 'small/2'])
      all.queue.add(key, 'Change');
    expect(await drain(all)).toEqual(['big/1', 'small/1', 'tiny/1', 'big/2', 'small/2', 'big/3', 'big/4']);
  });

  test('takes up a retry in the lane that the key was taken from', async () => {
    const all = bench();
    all.queue.add('resync', 'Resync');
    all.queue.start(1);
    await all.finish('resync', { kind: 'RetryAfter', ms: 10 });
    all.queue.add('busy', 'Change');
    all.clock.advance(10);
    all.queue.add('change', 'Change');
    await all.finish('busy');
    expect(all.taken).toEqual(['resync', 'busy', 'change']);
  });
});

describe('a key that fails', () => {
  test('comes back after a time that doubles up to its maximum', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const before = taken.length;
      await finish('a', backoff);
      clock.advance(waitMs - 1);
      expect(taken).toHaveLength(before);
      clock.advance(1);
      expect(taken).toHaveLength(before + 1);
    }
  });

  test('waits for less than that by chance, but at least for half of it', async () => {
    const { queue, clock, taken, finish } = bench({ random: () => 0 });
    queue.start(1);
    queue.add('a', 'Change');
    await finish('a', backoff);
    clock.advance(499);
    expect(taken).toHaveLength(1);
    clock.advance(1);
    expect(taken).toHaveLength(2);
  });

  test('waits for as long as it was told to, if that is longer', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    await finish('a', { kind: 'Backoff', atLeastMs: 60_000 });
    clock.advance(59_999);
    expect(taken).toHaveLength(1);
    clock.advance(1);
    expect(taken).toHaveLength(2);
  });

  test('is processed at once when it changes, and keeps the number of its failures', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    await finish('a', backoff);
    queue.add('a', 'Change');
    expect([taken.length, queue.delayed]).toEqual([2, 0]);
    await finish('a', backoff);
    clock.advance(1_999);
    expect([taken.length, queue.failuresOf('a')]).toEqual([2, 2]);
    clock.advance(1);
    expect(taken).toHaveLength(3);
  });

  test('and changes meanwhile is processed once more right after', async () => {
    const { queue, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    queue.add('a', 'Change');
    await finish('a', backoff);
    expect([taken.length, queue.failuresOf('a')]).toEqual([2, 1]);
  });

  test.each<NextStep>([{ kind: 'Done' }, { kind: 'RetryAfter', ms: 5 }])(
    'is forgiven all failures by $kind',
    async (step) => {
      const { queue, finish } = bench();
      queue.start(1);
      queue.add('a', 'Change');
      await finish('a', backoff);
      queue.add('a', 'Change');
      await finish('a', step);
      expect(queue.failuresOf('a')).toBe(0);
    },
  );

  test('and then waits for what others are doing is forgiven nothing, and comes back only when it is added', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    await finish('a', backoff);
    clock.advance(1_000);
    await finish('a', { kind: 'Deferred' });
    clock.advance(60_000);
    expect([taken.length, queue.delayed, queue.failuresOf('a')]).toEqual([2, 0, 1]);
    queue.add('a', 'Change');
    await finish('a', backoff);
    clock.advance(1_999);
    expect(taken).toHaveLength(3);
    clock.advance(1);
    expect(taken).toHaveLength(4);
  });

  test('by an exception is reported once, and is in backoff', async () => {
    const bugs: unknown[] = [];
    const clock = new ManualClock();
    const thrown = new Error('a bug');
    const process = async (): Promise<NextStep> => Promise.reject(thrown);
    const queue = new WorkQueue(process, { clock, onError: (key, error) => bugs.push([key, error]) });
    queue.start(1);
    queue.add('a', 'Change');
    await settle();
    expect(bugs).toEqual([['a', thrown]]);
    expect([queue.active, queue.delayed, queue.failuresOf('a')]).toEqual([0, 1, 1]);
    await queue.close();
  });
});

describe('a key that is added for later', () => {
  test('comes at its time', () => {
    const { queue, clock, taken } = bench();
    queue.start(1);
    queue.addAfter('a', 500, 'Resync');
    clock.advance(499);
    expect(taken).toEqual([]);
    clock.advance(1);
    expect(taken).toEqual(['a']);
  });

  test.each([
    [500, 800],
    [800, 500],
  ])('after %i ms and after %i ms comes at the earlier time, once', async (first, second) => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.addAfter('a', first, 'Change');
    queue.addAfter('a', second, 'Change');
    clock.advance(500);
    expect(taken).toEqual(['a']);
    await finish('a');
    clock.advance(10_000);
    expect(taken).toEqual(['a']);
  });

  test('comes in the higher of the lanes for which it was added', () => {
    const { queue, clock, taken } = bench();
    queue.addAfter('both', 500, 'Change');
    queue.addAfter('both', 400, 'Resync');
    queue.add('resync', 'Resync');
    clock.advance(500);
    queue.start(1);
    expect(taken).toEqual(['both']);
  });

  test('and is added now comes now, once', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.addAfter('a', 500, 'Change');
    queue.add('a', 'Change');
    await finish('a');
    clock.advance(10_000);
    expect(taken).toEqual(['a']);
  });

  test('while it is processed comes again at its time', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    queue.addAfter('a', 500, 'Change');
    await finish('a');
    clock.advance(500);
    expect(taken).toEqual(['a', 'a']);
  });
});

describe('closing', () => {
  test('waits for what is processed, and drops what waits', async () => {
    const { queue, clock, taken, finish } = bench();
    queue.start(1);
    for (const key of ['a', 'b']) queue.add(key, 'Change');
    queue.addAfter('c', 10, 'Change');
    let isClosed = false;
    const closing = queue.close().then(() => (isClosed = true));
    await settle();
    expect(isClosed).toBe(false);
    await finish('a', backoff);
    await closing;
    clock.advance(1_000_000);
    expect(taken).toEqual(['a']);
    expect([queue.depth, queue.active, queue.delayed]).toEqual([0, 0, 0]);
  });

  test('is over at once when nothing is processed, and a second time too', async () => {
    const { queue } = bench();
    queue.start(1);
    await queue.close();
    await queue.close();
    queue.add('a', 'Change');
    expect(queue.depth).toBe(0);
  });
});

describe('whatever happens', () => {
  const keys = fc.constantFrom('x/1', 'x/2', 'y/1');
  const lane = fc.constantFrom('Change' as const, 'Resync' as const);
  const step = fc.constantFrom<NextStep>({ kind: 'Done' }, { kind: 'RetryAfter', ms: 700 }, backoff);
  const action = fc.oneof(
    fc.record({ do: fc.constant('add' as const), key: keys, lane }),
    fc.record({ do: fc.constant('addAfter' as const), key: keys, lane, ms: fc.integer({ min: 0, max: 3_000 }) }),
    fc.record({ do: fc.constant('finish' as const), key: keys, step }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
  );

  test('no key is processed twice at once, and none that was added is lost', async () => {
    const story = fc.array(action, { maxLength: 60 });
    const workers = fc.integer({ min: 1, max: 3 });
    await fc.assert(fc.asyncProperty(story, workers, play), { numRuns: 300 });
  });

  async function play(
    story: readonly (typeof action extends fc.Arbitrary<infer A> ? A : never)[],
    workers: number,
  ): Promise<void> {
    const clock = new ManualClock();
    const active = new Map<string, PromiseWithResolvers<NextStep>>();
    const owed = new Set<string>();
    const process = async (key: string): Promise<NextStep> => {
      expect(active.has(key)).toBe(false);
      const work = Promise.withResolvers<NextStep>();
      active.set(key, work);
      owed.delete(key);
      expect(active.size).toBeLessThanOrEqual(workers);
      return work.promise;
    };
    const finish = async (key: string, result: NextStep): Promise<void> => {
      const work = active.get(key);
      active.delete(key);
      work?.resolve(result);
      await settle();
    };
    const queue = new WorkQueue(process, {
      clock,
      groupOf: (key) => key.charAt(0),
      sliceMs: Infinity,
      onError: (_, error) => expect.fail(String(error)),
    });
    queue.start(workers);
    for (const step of story) {
      if (step.do === 'advance') clock.advance(step.ms);
      else if (step.do === 'finish') await finish(step.key, step.step);
      else {
        owed.add(step.key);
        if (step.do === 'add') queue.add(step.key, step.lane);
        else queue.addAfter(step.key, step.ms, step.lane);
      }
    }
    while (active.size > 0 || queue.depth > 0 || queue.delayed > 0) {
      for (const key of active.keys()) await finish(key, { kind: 'Done' });
      clock.advance(300_000);
    }
    expect([...owed]).toEqual([]);
  }
});

describe('a turn', () => {
  test('that is released gives its worker to the next key', async () => {
    const { queue, taken, turns, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    queue.add('b', 'Change');
    turns.get('a')?.release();
    expect([taken, queue.active]).toEqual([['a', 'b'], 2]);
    await finish('a');
    await finish('b');
    expect(queue.active).toBe(0);
  });

  test('frees one worker, however often it is released, and at its end none that it no longer has', async () => {
    const { queue, taken, turns, finish } = bench();
    queue.start(1);
    for (const key of ['a', 'b', 'c']) queue.add(key, 'Change');
    turns.get('a')?.release();
    turns.get('a')?.release();
    await finish('a');
    expect(taken).toEqual(['a', 'b']);
    await finish('b');
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  test('that was released keeps its key from being processed beside it', async () => {
    const { queue, taken, turns, finish } = bench();
    queue.start(2);
    queue.add('a', 'Change');
    turns.get('a')?.release();
    queue.add('a', 'Change');
    expect(taken).toEqual(['a']);
    await finish('a');
    expect(taken).toEqual(['a', 'a']);
  });

  test('is told when its key is added again, and not when another one is', () => {
    const { queue, turns } = bench();
    queue.start(2);
    queue.add('a', 'Change');
    queue.add('b', 'Change');
    expect(turns.get('a')?.superseded.aborted).toBe(false);
    queue.add('a', 'Resync');
    expect([turns.get('a')?.superseded.aborted, turns.get('b')?.superseded.aborted]).toEqual([true, false]);
  });

  test('that was released is waited for by a queue that closes', async () => {
    const { queue, turns, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    turns.get('a')?.release();
    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    await settle();
    expect(closed).toBe(false);
    await finish('a');
    await closing;
  });
});

describe('the oldest key', () => {
  test('is the one that has waited longest for a worker, whatever lane it is moved to', () => {
    const { queue, clock } = bench();
    expect(queue.oldestMs).toBe(0);
    queue.add('a', 'Resync');
    clock.advance(1_000);
    queue.add('b', 'Change');
    clock.advance(500);
    queue.add('a', 'Change');
    expect(queue.oldestMs).toBe(1_500);
  });

  test('is none that is being processed, or that waits for its time', async () => {
    const { queue, clock, finish } = bench();
    queue.start(1);
    queue.add('a', 'Change');
    queue.addAfter('b', 5_000, 'Resync');
    clock.advance(4_000);
    expect(queue.oldestMs).toBe(0);
    clock.advance(3_000);
    expect(queue.oldestMs).toBe(2_000);
    await finish('a');
    expect(queue.oldestMs).toBe(0);
  });
});

test('many keys that wait for nothing leave everything else its turns', async () => {
  const done = Promise.withResolvers<undefined>();
  const keys = Array.from({ length: 100 }, (_, index) => String(index));
  let left = keys.length;
  const process = async (): Promise<NextStep> => {
    workFor(2);
    left -= 1;
    if (left === 0) done.resolve(undefined);
    return { kind: 'Done' };
  };
  const queue = new WorkQueue(process, { onError: () => undefined });
  const turns = await turnsDuring(async () => {
    for (const key of keys) queue.add(key, 'Resync');
    queue.start(8);
    await done.promise;
  });
  expect(turns).toBeGreaterThan(3);
});
