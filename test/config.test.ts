import { describe, expect, test } from 'vitest';
import { list, number, readConfig, text } from '../src/config.ts';

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
