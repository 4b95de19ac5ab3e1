import { expect, test } from 'vitest';
import { shareOfOthers } from './processor-time.ts';

const before = { passed: 1_000, busy: 500, ours: 100 };

test('others have used what was busy and not ours', () => {
  expect(shareOfOthers(before, { passed: 1_200, busy: 650, ours: 200 })).toBe(0.25);
});

test('where ours is counted a moment later than all, others have used nothing', () => {
  expect(shareOfOthers(before, { passed: 1_200, busy: 600, ours: 201 })).toBe(0);
});
