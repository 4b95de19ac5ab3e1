import { expect, test } from 'vitest';
import { loggedNames } from '../../src/core/logged-names.ts';

test('a line of the log holds a hundred names', () => {
  const names = Array.from({ length: 250 }, (_, index) => `NAME_${index}`);
  expect(loggedNames(names)).toEqual(names.slice(0, 100));
  expect(loggedNames(['A'])).toEqual(['A']);
});
