import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesAnyGlob, matchesGlob } from '../../src/core/glob.ts';

/** The definition, tried out in every way there is. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*')
    return Array.from({ length: text.length + 1 }, (_, skip) => text.slice(skip)).some((end) =>
      matchesByDefinition(rest, end),
    );
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesByDefinition(rest, text.slice(1));
}

const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });

describe('a glob', () => {
  test.each([
    ['*', '', true],
    ['*', 'anything.at-all', true],
    ['app.*', 'app.url', true],
    ['app.*', 'app', false],
    ['app.*', 'my-app.url', false],
    ['?', '', false],
    ['?', 'a', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*-key', 'tls-key-key', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['SHOP_*', 'shop_A', false],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j matches: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  test('matches what its definition says, whatever the pattern', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(matchesByDefinition(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  test('takes no longer for a pattern that was made to take long', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(126)}b`, 'a'.repeat(253))).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('of a list matches where one of them does, and none does in an empty list', () => {
    expect(matchesAnyGlob(['x', 'b*'], 'bar')).toBe(true);
    expect(matchesAnyGlob(['x', 'c*'], 'bar')).toBe(false);
    expect(matchesAnyGlob([], 'bar')).toBe(false);
  });
});
