import { describe, expect, test } from 'vitest';
import { payloadOf } from '../../src/core/payload.ts';
import { bytes, entry } from './builders.ts';

type Values = Readonly<Record<string, string | Uint8Array>>;

function payload(template: string, values: Values, maxValueBytes = 65_536) {
  const keys = new Map(Object.entries(values).map(([key, value]) => [key, bytes(value)]));
  return payloadOf(entry({ source: { kind: 'Template', template } }), { secretName: 'app', keys, maxValueBytes });
}
const text = (made: ReturnType<typeof payload>) => (made.ok ? made.value.reveal() : made.failure.reason);
const message = (made: ReturnType<typeof payload>) => (made.ok ? undefined : made.failure.message);
const notUtf8 = Uint8Array.of(0x66, 0xff, 0xfe);

describe('what a template makes of a Secret', () => {
  test('is its text with the values of the keys in it', () => {
    const made = payload('postgres://$(user):$(password)@db/shop', { user: 'shop', password: 'a b\n' });
    expect(text(made)).toBe('postgres://shop:a b\n@db/shop');
  });

  test('never takes a value for a template', () => {
    const values = { a: '$(b)', b: '$$', c: ')' };
    expect(text(payload('$(a)$(b)$(c)', values))).toBe('$(b)$$)');
    expect(text(payload('$(a', values))).toBe('$(a');
  });

  test('never takes a value for the pattern of a replacement', () => {
    expect(text(payload('<$(a)>', { a: "$& $' $1 $$" }))).toBe("<$& $' $1 $$>");
  });

  test('keeps every byte of the values', () => {
    expect(text(payload('[$(a)]', { a: Uint8Array.of(0xef, 0xbb, 0xbf, 0, 0x0d, 0x0a) }))).toBe('[\uFEFF\0\r\n]');
  });

  test('may have empty values in it, and may not be empty', () => {
    expect(text(payload('[$(a)]', { a: '' }))).toBe('[]');
    expect(text(payload('$(a)$(a)', { a: '' }))).toBe('EmptyValue');
  });

  test('is nothing where a key is missing: each is named, once', () => {
    const made = payload('$(user):$(password)$(user)', { other: 'x' });
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'KeyMissing' } });
    expect(message(made)).toMatch(/"KEY": Secret "app" lacks keys "user", "password", which/);
  });

  test('takes no key from where objects of JavaScript keep their own', () => {
    expect(text(payload('$(constructor)$(__proto__)', { a: 'x' }))).toBe('KeyMissing');
  });

  test('names as much of a missing key as one can read', () => {
    const made = payload(`$(${'x'.repeat(8000)})`, {});
    expect(message(made)).toMatch(/"x{60}…", which the template takes; .*\$\$\(/);
    expect(message(made)?.length).toBeLessThan(400);
  });

  test('is nothing where a value is not UTF-8, and the key is named', () => {
    const made = payload('$(good)$(odd)', { good: 'x', odd: notUtf8 });
    expect(made).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'InvalidUtf8' } });
    expect(message(made)).toMatch(/"KEY".*key "odd".*encoding: Base64/);
  });

  test('keeps the limit of a value, in bytes, however often it takes a key', () => {
    expect(text(payload('$(a)€', { a: 'ä' }, 5))).toBe('ä€');
    expect(text(payload('$(a)€', { a: 'ä' }, 4))).toBe('ValueTooLarge');
    expect(text(payload('$(a)'.repeat(2000), { a: 'x'.repeat(1_000_000) }))).toBe('ValueTooLarge');
  });

  test('is refused for its size without a word about the size', () => {
    const one = payload('$(a)', { a: 'x'.repeat(21) }, 20);
    expect(one).toEqual(payload('$(a)', { a: 'y'.repeat(4711) }, 20));
    expect(message(one)).toMatch(/"KEY": what its template makes of Secret "app" is larger than the 20 bytes.*entries/);
  });
});
