import { expect, test } from 'vitest';
import { loggedNames } from '../../src/core/logged-names.ts';

test('a line of the log holds a hundred names', () => {
  const names = Array.from({ length: 250 }, (_, index) => `NAME_${index}`);
  expect(loggedNames(names)).toEqual(names.slice(0, 100));
  expect(loggedNames(['A'])).toEqual(['A']);
});

test('a name from outside is cut in the log as it is in status', () => {
  expect(loggedNames(['A'.repeat(1_000_000), 'B'.repeat(253)])).toEqual(['A'.repeat(253), 'B'.repeat(253)]);
});
