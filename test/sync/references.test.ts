import { describe, expect, test } from 'vitest';
import { References } from '../../src/sync/references.ts';

describe('References', () => {
  test('finds everybody who refers to a target, and nobody else', () => {
    const references = new References();
    references.set('shop/a', ['Secret/shop/keys', 'SecretsStore/shop/default']);
    references.set('shop/b', ['Secret/shop/keys']);
    references.set('shop/c', ['Secret/shop/other']);
    expect(references.referrersOf('Secret/shop/keys')).toEqual(['shop/a', 'shop/b']);
    expect(references.referrersOf('SecretsStore/shop/default')).toEqual(['shop/a']);
    expect(references.referrersOf('Secret/shop/unknown')).toEqual([]);
  });

  test('forgets what a referrer no longer refers to', () => {
    const references = new References();
    references.set('shop/a', ['one', 'two']);
    references.set('shop/a', ['two', 'three']);
    expect(references.referrersOf('one')).toEqual([]);
    expect(references.targetsOf('shop/a')).toEqual(['two', 'three']);
    references.set('shop/a', []);
    expect(references.referrersOf('three')).toEqual([]);
    expect(references.targetsOf('shop/a')).toEqual([]);
  });
});
