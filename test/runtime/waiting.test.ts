import { expect, test } from 'vitest';
import { backoffMs } from '../../src/runtime/backoff.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Deadline } from '../../src/runtime/deadline.ts';
import { sleep } from '../../src/runtime/sleep.ts';
import { ManualClock } from '../support/manual-clock.ts';

test('a sleep ends when its time has come', async () => {
  const clock = new ManualClock();
  const sleeping = sleep(100, new AbortController().signal, clock);
  clock.advance(100);
  await sleeping;
  expect(clock.timers).toBe(0);
});

test('a sleep ends when it is aborted, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const sleeping = sleep(100, stop.signal, clock);
  stop.abort();
  await sleeping;
  expect(clock.timers).toBe(0);
});

test('a sleep that is aborted before it begins does not begin', async () => {
  const clock = new ManualClock();
  await sleep(100, AbortSignal.abort(), clock);
  expect(clock.timers).toBe(0);
});

test('a deadline that has passed says so', () => {
  const clock = new ManualClock();
  const deadline = new Deadline(new AbortController().signal, 100, clock);
  clock.advance(100);
  expect([deadline.signal.aborted, deadline.expired]).toEqual([true, true]);
});

test('a deadline whose parent is aborted is aborted, and has not passed', () => {
  const clock = new ManualClock();
  const parent = new AbortController();
  const deadline = new Deadline(parent.signal, 100, clock);
  parent.abort();
  expect([deadline.signal.aborted, deadline.expired]).toEqual([true, false]);
  expect(new Deadline(AbortSignal.abort(), 100, clock).signal.aborted).toBe(true);
});

test('a deadline that is cleared comes to nothing', () => {
  const clock = new ManualClock();
  const parent = new AbortController();
  const deadline = new Deadline(parent.signal, 100, clock);
  deadline.clear();
  clock.advance(100);
  parent.abort();
  expect([deadline.signal.aborted, clock.timers]).toEqual([false, 0]);
});

test('the clock does not fire at once for a time that setTimeout cannot hold', async () => {
  let fired = 0;
  const cancel = systemClock.setTimer(2 ** 40, () => (fired += 1));
  await sleep(20, new AbortController().signal);
  cancel();
  expect(fired).toBe(0);
});

test('a backoff doubles from its base to its maximum, of which chance takes at most half', () => {
  const backoff = { baseMs: 100, maxMs: 1_000 };
  const waits = [1, 2, 3, 4, 5, 2_000].map((failures) => backoffMs(backoff, failures, () => 1));
  expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(backoffMs(backoff, 1, () => 0)).toBe(50);
});

test('a time that has passed is over at once, and Node warns of nothing', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', note);
  await new Promise<void>((resolve) => systemClock.setTimer(-100, resolve));
  // A warning is told in the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
