import { describe, expect, test } from 'vitest';
import type { AllowedNamespaces } from '../../src/api/resources.ts';
import { fenceFor, forbiddenBy, openFence } from '../../src/core/fence.ts';

const shop = { name: 'shop', labels: { secrets: 'cloudflare' } };
const wanted = { name: 'SHOP_KEY', scopes: ['workers'] };
const forbids = (allowed: readonly AllowedNamespaces[], what = wanted) =>
  forbiddenBy(fenceFor(shop, allowed), what)?.reason;

const many = (prefix: string) => Array.from({ length: 100 }, (_, index) => `${prefix}${index}`.padEnd(64, '_'));

describe('the namespaces that a ClusterSecretsStore admits', () => {
  const admitted: readonly (readonly [string, readonly AllowedNamespaces[], boolean])[] = [
    ['are none where it says nothing', [], false],
    ['are those that an item names', [{ names: ['other', 'shop'] }], true],
    ['are not those that only resemble a name', [{ names: ['sho', 'shop-2', 'sh*'] }], false],
    ['are those that an item selects', [{ selector: { matchLabels: { secrets: 'cloudflare' } } }], true],
    ['are not those that a selector leaves out', [{ selector: { matchLabels: { secrets: 'none' } } }], false],
    ['are all of them with an empty selector', [{ selector: {} }], true],
    [
      'are those that are named, though the selector leaves them out',
      [{ names: ['shop'], selector: { matchLabels: { a: 'b' } } }],
      true,
    ],
    ['are those that any one item admits', [{ names: ['other'] }, { names: ['shop'] }], true],
    ['are none where an item names none and selects none', [{ names: [] }, {}], false],
  ];

  test.each(admitted)('%s', (_name, allowed, expected) => {
    expect(fenceFor(shop, allowed).kind).toBe(expected ? 'Bounded' : 'Closed');
  });

  test('are none where the resource has no allowedNamespaces at all', () => {
    expect(fenceFor(shop).kind).toBe('Closed');
  });
});

describe('while the labels of a namespace are not known', () => {
  const unlabelled = { name: 'shop', labels: undefined };

  test('nobody can say whether a selector admits it', () => {
    expect(fenceFor(unlabelled, [{ selector: {} }]).kind).toBe('Unknown');
    expect(fenceFor(unlabelled, [{ names: ['other'], selector: {} }]).kind).toBe('Unknown');
    expect(fenceFor(unlabelled, [{ names: ['shop'] }, { selector: {} }]).kind).toBe('Unknown');
  });

  test('names alone decide where no selector could', () => {
    expect(fenceFor(unlabelled, [{ names: ['shop'] }, { names: ['other'] }]).kind).toBe('Bounded');
    expect(fenceFor(unlabelled, [{ names: ['shop'], selector: {} }]).kind).toBe('Bounded');
    expect(fenceFor(unlabelled, [{ names: ['other'] }]).kind).toBe('Closed');
  });
});

describe('what a namespace may push', () => {
  const cases: readonly (readonly [string, readonly AllowedNamespaces[], string | undefined])[] = [
    ['is everything, where its item sets no bounds', [{ names: ['shop'] }], undefined],
    ['is a name that a pattern matches', [{ names: ['shop'], secretNames: ['X', 'SHOP_*'] }], undefined],
    ['is no name that no pattern matches', [{ names: ['shop'], secretNames: ['PAY_*'] }], 'NameNotAllowed'],
    ['is no name at all with an empty list of patterns', [{ names: ['shop'], secretNames: [] }], 'NameNotAllowed'],
    ['is a scope in the list', [{ names: ['shop'], scopes: ['dex', 'workers'] }], undefined],
    ['is no scope outside the list', [{ names: ['shop'], scopes: ['dex'] }], 'ScopeNotAllowed'],
    [
      'is not widened by an item that admits other namespaces',
      [{ names: ['shop'], secretNames: ['PAY_*'] }, { names: ['other'] }],
      'NameNotAllowed',
    ],
    [
      'is what any one of its items allows',
      [
        { names: ['shop'], secretNames: ['PAY_*'] },
        { selector: {}, secretNames: ['SHOP_*'] },
      ],
      undefined,
    ],
    [
      'is not the name by one item and the scope by another',
      [
        { names: ['shop'], secretNames: ['SHOP_*'], scopes: ['dex'] },
        { names: ['shop'], secretNames: ['PAY_*'], scopes: ['workers'] },
      ],
      'ScopeNotAllowed',
    ],
  ];

  test.each(cases)('%s', (_name, allowed, reason) => {
    expect(forbids(allowed)).toBe(reason);
  });

  test('needs every one of its scopes to be allowed', () => {
    const both = { ...wanted, scopes: ['dex', 'workers'] };
    expect(forbids([{ names: ['shop'], scopes: ['workers'] }], both)).toBe('ScopeNotAllowed');
    expect(forbids([{ names: ['shop'], scopes: ['workers', 'dex'] }], both)).toBeUndefined();
  });

  test('is everything in a SecretsStore, which belongs to the namespace', () => {
    expect(forbiddenBy(openFence, wanted)).toBeUndefined();
  });

  test('is told by what is allowed, so that the user can choose', () => {
    const allowed = [{ names: ['shop'], secretNames: ['PAY_*', 'CARD_*'], scopes: ['dex'] }];
    expect(forbiddenBy(fenceFor(shop, allowed), wanted)?.message).toMatch(/"SHOP_KEY".*PAY_\*, CARD_\*/);
    const name = { ...wanted, name: 'PAY_1' };
    expect(forbiddenBy(fenceFor(shop, allowed), name)?.message).toMatch(/"PAY_1".*workers.*only dex/);
  });

  test('is told in words that fit in status, however much is allowed', () => {
    const byName = fenceFor(shop, [{ names: ['shop'], secretNames: many('N') }]);
    const byScope = fenceFor(shop, [{ names: ['shop'], scopes: many('s') }]);
    for (const fence of [byName, byScope]) {
      const message = forbiddenBy(fence, wanted)?.message ?? '';
      expect(message).toContain(' and 95 more');
      expect(message.length).toBeLessThan(1024);
    }
  });
});
