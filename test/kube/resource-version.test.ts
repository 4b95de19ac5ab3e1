import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareResourceVersions, isNewer } from '../../src/kube/resource-version.ts';

test('resourceVersions are ordered as integers of any size', () => {
  const integer = fc.bigInt({ min: 1n, max: 2n ** 70n });
  fc.assert(
    fc.property(integer, integer, (a, b) => {
      const order = Math.sign(compareResourceVersions(String(a), String(b)) ?? Number.NaN);
      expect(order).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test.each(['', '0', '007', '-1', '1.5', 'abc', '12a'])(
  'nothing is said about %j, and so it is replaced by whatever is not the same',
  (text) => {
    expect(compareResourceVersions(text, '5')).toBeUndefined();
    expect([isNewer('5', text), isNewer(text, '5'), isNewer(text, text)]).toEqual([true, true, false]);
  },
);
