import { describe, expect, test } from 'vitest';
import { courseOf } from './samples.ts';

const samples = (anonymousMiB: (index: number) => number) =>
  Array.from({ length: 40 }, (_, index) => ({
    atSeconds: index * 10,
    anonymousMiB: anonymousMiB(index),
    fileHandles: 30,
  }));

describe('the course of a soak', () => {
  test('is flat where what is held comes and goes', () => {
    expect(
      courseOf(
        samples((index) => 50 + (index % 7)),
        'anonymousMiB',
      ).isFlat,
    ).toBe(true);
    expect(
      courseOf(
        samples(() => 50),
        'fileHandles',
      ),
    ).toEqual({ middle: 30, last: 30, isFlat: true });
  });

  test('is flat whatever was needed to get going', () => {
    expect(
      courseOf(
        samples((index) => Math.min(80, 20 + index * 10)),
        'anonymousMiB',
      ).isFlat,
    ).toBe(true);
  });

  test('is not where more is held each time', () => {
    expect(
      courseOf(
        samples((index) => 50 + index / 2),
        'anonymousMiB',
      ),
    ).toMatchObject({ last: 69.5, isFlat: false });
  });

  test('cannot be told from a handful of samples', () => {
    expect(() => courseOf(samples(() => 50).slice(0, 8), 'anonymousMiB')).toThrow('too few samples');
  });
});
