import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claimant, claimantOf, firstClaimant } from '../../src/core/claims.ts';
import { at, resource } from './builders.ts';

const claimant = (uid: string, created: string): Claimant => ({ namespace: 'shop', name: uid, uid, created });

describe('a name that several resources want', () => {
  test('goes to nobody where nobody wants it', () => {
    expect(firstClaimant([])).toBeUndefined();
  });

  test('goes to the oldest', () => {
    expect(firstClaimant([claimant('a', at(0)), claimant('b', at(-1000))])?.uid).toBe('b');
  });

  test('goes to the smallest uid of two of one age', () => {
    expect(firstClaimant([claimant('b', at(0)), claimant('a', at(0))])?.uid).toBe('a');
  });

  test('goes to the same one in whatever order they are looked at', () => {
    const claimants = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(at(0), at(1000), at(2000))),
      { minLength: 1, selector: ([uid]) => uid },
    );
    fc.assert(
      fc.property(
        claimants.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const first = (list: typeof all) => firstClaimant(list.map((one) => claimant(...one)))?.uid;
          expect(first(shuffled)).toBe(first(all));
        },
      ),
    );
  });

  test('is claimed by the resource as its metadata say', () => {
    expect(claimantOf(resource().metadata)).toEqual({
      namespace: 'shop',
      name: 'app-keys',
      uid: 'uid-1',
      created: at(-3_600_000),
    });
  });
});
