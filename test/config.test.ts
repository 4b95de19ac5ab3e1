import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runOptions } from '../src/cli/run-options.ts';
import { list, number, readConfig, text } from '../src/config.ts';
import { OwnError } from '../src/runtime/own-error.ts';

const options = {
  share: {
    flag: 'share',
    environment: 'SHARE',
    default: '0.8',
    doc: '',
    parse: number(0.8, { min: 0, max: 1, kind: 'Fraction' }),
  },
  names: { flag: 'names', environment: 'NAMES', default: 'all', doc: '', parse: list() },
  path: { flag: 'path', default: 'none', doc: '', parse: text(undefined) },
} as const;

const read = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  readConfig(options, { args, environment });

describe('readConfig', () => {
  test('gives every default where nothing is said', () => {
    expect(read([])).toEqual({ share: 0.8, names: [], path: undefined });
  });

  test('takes the environment before the default, and the flag before the environment', () => {
    expect(read([], { SHARE: '0.5' }).share).toBe(0.5);
    expect(read(['--share', '0.25'], { SHARE: '0.5' }).share).toBe(0.25);
  });

  test('takes an empty variable for one that is not set, as charts leave them', () => {
    expect(read([], { SHARE: '', NAMES: '' })).toEqual({ share: 0.8, names: [], path: undefined });
  });

  test('splits a list at commas, whatever blanks stand around them', () => {
    expect(read(['--names', ' shop, bank ,,'])).toMatchObject({ names: ['shop', 'bank'] });
  });

  test('refuses an empty number, which JavaScript would take for 0', () => {
    expect(() => read(['--share', ' '])).toThrow('--share is " "; it must be a number from 0 to 1');
  });
});

test('whatever is given, options are read or refused by one short sentence', () => {
  const words = fc.oneof(
    fc.constantFrom(
      '--workers',
      '--namespace',
      '--cloudflare-api-url',
      '--',
      '-x',
      '--no-workers',
      '--__proto__=1',
      '--workers=',
    ),
    fc.string(),
    fc.constant('x'.repeat(100_000)),
  );
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 5 }),
      fc.dictionary(fc.constantFrom('WORKERS', 'LOG_LEVEL'), words),
      (args, environment) => {
        try {
          readConfig(runOptions, { args, environment });
        } catch (error) {
          expect(error).toBeInstanceOf(OwnError);
          expect(String(error).length).toBeLessThan(1_000);
        }
      },
    ),
    { numRuns: 300 },
  );
});
