import { parseEnv } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BundleSource } from '../../src/core/entry-source.ts';
import { payloadOf } from '../../src/core/payload.ts';
import { bytes, entry } from './builders.ts';

type Values = Readonly<Record<string, string | Uint8Array>>;
type Pairs = readonly (readonly [key: string, value: string | Uint8Array])[];

function bundled(bundle: Partial<BundleSource>, values: Pairs, maxValueBytes = 65_536) {
  const source: BundleSource = { kind: 'Bundle', format: 'Json', include: ['*'], exclude: [], ...bundle };
  const keys = new Map(values.map(([key, value]) => [key, bytes(value)]));
  return payloadOf(entry({ source }), { secretName: 'app', keys, maxValueBytes });
}
const json = (values: Values, parts: Partial<BundleSource> = {}) => bundled(parts, Object.entries(values));
const dotenv = (values: Values) => bundled({ format: 'Dotenv' }, Object.entries(values));
const text = (made: ReturnType<typeof bundled>) => (made.ok ? made.value.reveal() : made.failure.reason);
const message = (made: ReturnType<typeof bundled>) => (made.ok ? undefined : made.failure.message);
const notUtf8 = Uint8Array.of(0x66, 0xff, 0xfe);

const keyNames = fc.stringMatching(/^[-._a-zA-Z0-9]{1,4}$/);
const variableNames = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,3}$/);
const pairsOf = (names: fc.Arbitrary<string>) =>
  fc.uniqueArray(fc.tuple(names, fc.string({ unit: 'binary', maxLength: 8 })), {
    selector: ([name]) => name,
    minLength: 1,
  });
const shuffled = (names: fc.Arbitrary<string>) =>
  pairsOf(names).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

describe('the keys of a bundle', () => {
  const values = { 'app.b': '2', 'app.a': '1', 'app.tmp': 'x', other: 'y' };

  test('are those that are included and not excluded', () => {
    expect(text(json(values, { include: ['app.*'], exclude: ['*.tmp'] }))).toBe('{"app.a":"1","app.b":"2"}');
  });

  test('must be one at least, or nothing is pushed', () => {
    const made = json(values, { include: ['web.*'] });
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'KeyMissing' } });
    expect(message(made)).toMatch(/"KEY": Secret "app" has no key that its bundle takes; .*include/);
  });

  test.each(['Json', 'Dotenv'] as const)('give the same %s in whatever order they come', (format) => {
    fc.assert(
      fc.property(shuffled(variableNames), ([all, other]) => {
        expect(text(bundled({ format }, other))).toBe(text(bundled({ format }, all)));
      }),
    );
  });

  test.each(['Json', 'Dotenv'] as const)('must have UTF-8 in them for %s; those that have not are named', (format) => {
    const made = bundled({ format }, [
      ['good', 'x'],
      ['odd', notUtf8],
    ]);
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'InvalidUtf8' } });
    expect(message(made)).toMatch(/"KEY".*key "odd".*exclude/);
  });
});

describe('a Json bundle', () => {
  test('is one object of strings without blanks, its keys in the order of their code units', () => {
    expect(text(json({ b: '2', a: '1', 10: 'ten', 9: 'nine', Z: '', _: 'ü"\n' }))).toBe(
      '{"10":"ten","9":"nine","Z":"","_":"ü\\"\\n","a":"1","b":"2"}',
    );
  });

  test('keeps a key that objects of JavaScript take for their own', () => {
    expect(text(bundled({}, [['__proto__', 'x']]))).toBe('{"__proto__":"x"}');
  });

  test('reads back as what went in', () => {
    fc.assert(
      fc.property(pairsOf(keyNames), (pairs) => {
        const read = new Map(Object.entries(JSON.parse(text(bundled({}, pairs))) as Record<string, string>));
        expect(read).toEqual(new Map(pairs));
      }),
    );
  });

  test('keeps the limit of a value, as it is pushed', () => {
    expect(text(bundled({}, [['a', '\n']], 10))).toBe('{"a":"\\n"}');
    const made = bundled({}, [['a', '\n']], 9);
    expect(text(made)).toBe('ValueTooLarge');
    expect(message(made)).toMatch(/what its bundle makes of Secret "app".*9 bytes/);
  });
});

describe('a Dotenv bundle', () => {
  test('is a line for each key, quoted, in the order of their code units', () => {
    expect(text(dotenv({ b: "it's", B: ' x ', a_1: '' }))).toBe(`B=' x '\na_1=''\nb="it's"\n`);
  });

  test.each(['app.url', 'a-b', '1a', '__proto__'])('cannot name a variable like key %j, and says so', (key) => {
    const made = bundled({ format: 'Dotenv' }, [
      ['GOOD', 'x'],
      [key, 'x'],
    ]);
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'InvalidName' } });
    expect(message(made)).toContain(`like key "${key}" of Secret "app"`);
    expect(message(made)).toMatch(/"KEY".*exclude.*format: Json/);
  });

  test('refuses what no quotes keep as it is, and names the keys without their values', () => {
    const made = dotenv({ A: '\'"', B: 'b', C: 'line\r\n' });
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'UnquotableValue' } });
    expect(message(made)).toMatch(/"KEY".*keys "A", "C" of Secret "app"; exclude.*format: Json/);
    expect(message(made)).not.toContain('line');
  });

  test('is read back as what went in, or refused', () => {
    fc.assert(
      fc.property(pairsOf(variableNames), (pairs) => {
        const made = bundled({ format: 'Dotenv' }, pairs);
        if (made.ok) expect({ ...parseEnv(text(made)) }).toEqual(Object.fromEntries(pairs));
        else expect(made.failure.reason).toBe('UnquotableValue');
      }),
      { numRuns: 1000 },
    );
  });
});
