import { expect, test } from 'vitest';
import { ChangeTimes } from '../../src/metrics/change-times.ts';

function bench() {
  let nowMs = 1_000;
  const changes = new ChangeTimes(() => nowMs);
  return { changes, pass: (ms: number) => void (nowMs += ms) };
}

test('a change takes from when it was seen until it is over, each resource for itself', () => {
  const { changes, pass } = bench();
  changes.seen('shop/a');
  pass(50);
  changes.seen('shop/b');
  pass(100);
  expect([changes.over('shop/b'), changes.over('shop/a')]).toEqual([100, 150]);
});

test('of several changes the first counts, until they are over', () => {
  const { changes, pass } = bench();
  changes.seen('shop/a');
  pass(50);
  changes.seen('shop/a');
  pass(50);
  expect(changes.over('shop/a')).toBe(100);
  changes.seen('shop/a');
  pass(10);
  expect(changes.over('shop/a')).toBe(10);
});

test('nothing is kept of what is over, and nothing known of what was not seen', () => {
  const { changes } = bench();
  changes.seen('shop/a');
  changes.over('shop/a');
  expect([changes.size, changes.over('shop/a')]).toEqual([0, undefined]);
});
