import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { address, place } from './builders.ts';

const of = (value: string, name = 'KEY', where = place) => digestOf(new SecretValue(value), name, where);
const text = fc.string({ unit: fc.constantFrom('a', '1', ':', 'ä'), maxLength: 4 });
const parts = fc.tuple(text, text, text, text);

const digest = ([account, store, name, value]: [string, string, string, string]) =>
  of(value, name, { ...place, address: { accountId: accountId(account), storeId: storeId(store) } });

describe('the digest of a value', () => {
  test('is the same for the same value at the same place', () => {
    expect(of('value')).toBe(of('value'));
    expect(of('value')).toMatch(/^v1:[0-9a-f]{64}$/);
  });

  test.each([
    ['value', of('other')],
    ['name', of('value', 'OTHER')],
    ['key', of('value', 'KEY', { ...place, key: Buffer.alloc(32, 8) })],
    ['account', of('value', 'KEY', { ...place, address: { ...address, accountId: accountId('acc1') } })],
    ['store', of('value', 'KEY', { ...place, address: { ...address, storeId: storeId('store1') } })],
  ])('differs where the %s differs', (_what, other) => {
    expect(other).not.toBe(of('value'));
  });

  test('is never the same by moving a boundary between its parts', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(digest(one) === digest(other)).toBe(one.join('|') === other.join('|'));
      }),
      { numRuns: 2000 },
    );
    expect(digest(['a', 'b', 'c', 'd'])).not.toBe(digest(['ab', '', 'c', 'd']));
    expect(digest(['1:a', '', '', ''])).not.toBe(digest(['', '1:a', '', '']));
  });
});
