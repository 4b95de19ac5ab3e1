import { expect, test } from 'vitest';
import { median, percentile } from './percentile.ts';

const oneTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

test('of 200 values, the 99th percentile is the 198th in order', () => {
  expect(percentile(oneTo(200).toReversed(), 99)).toBe(198);
});

test('the order of the values does not matter, and they stay as they are', () => {
  const values = [10, 9, 100];
  expect(median(values)).toBe(10);
  expect(values).toEqual([10, 9, 100]);
});

test.each([0, 50, 99, 100])('of a single value, percentile %d is that value', (percent) => {
  expect(percentile([7], percent)).toBe(7);
});

test('of no value there is none', () => {
  expect(percentile([], 50)).toBeNaN();
});
