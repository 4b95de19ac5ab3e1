import { parseEnv } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteForDotenv } from '../../src/core/dotenv-quote.ts';

describe('a value in a dotenv file', () => {
  test.each([
    ['plain', "'plain'"],
    ['', "''"],
    [' # no comment ', "' # no comment '"],
    ['-----BEGIN KEY-----\nabc=\n-----END KEY-----\n', "'-----BEGIN KEY-----\nabc=\n-----END KEY-----\n'"],
    ['{"a": "$b `c`"}', '\'{"a": "$b `c`"}\''],
    ['C:\\new', "'C:\\new'"],
    ["it's", '"it\'s"'],
    ["'", '"\'"'],
  ])('is quoted, by single quotes where it can be: %j', (text, quoted) => {
    expect(quoteForDotenv(text)).toBe(quoted);
  });

  test.each([
    ['a carriage return, which most drop', 'a\r\nb'],
    ['a zero byte, which no variable can hold', 'a\0b'],
    ['both quotes', `'"`],
    ['a single quote beside a $, which some expand in double quotes', "it's $5"],
    ['a single quote beside a `', "it's `x`"],
    ['a single quote beside a \\', "it's\\n"],
    ['a \\ at the end, which some take for an escape of the quote', 'C:\\'],
    ['two \\ in a row, which one reads as one', '\\\\server'],
    ['a reference to a variable, which one expands in any quotes', 'a${HOME}b'],
  ])('is refused with %s', (_what, text) => {
    expect(quoteForDotenv(text)).toBeUndefined();
  });

  const quotes = ["'", '"', '`', '\\', '$', '{', '}', '(', ')', '#', '='];
  const blanks = [' ', '\t', '\n', '\r', '\0', '\v', '\u2028', '\u00a0', '\ufeff', '\u0001'];
  const unit = fc.constantFrom(...quotes, ...blanks, 'a', 'n', ':', '-', 'é', '😀');
  const texts = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }));
  const files = fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/), texts, { noNullPrototype: true });

  test('is read back as it was, or refused', () => {
    fc.assert(
      fc.property(files, (values) => {
        const quoted = Object.entries(values).flatMap(([name, text]) => {
          const value = quoteForDotenv(text);
          return value === undefined || name === '__proto__' ? [] : [{ name, text, line: `${name}=${value}\n` }];
        });
        const read = parseEnv(quoted.map(({ line }) => line).join(''));
        expect({ ...read }).toEqual(Object.fromEntries(quoted.map(({ name, text }) => [name, text])));
      }),
      { numRuns: 5000 },
    );
  });
});
