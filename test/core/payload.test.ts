import { describe, expect, test } from 'vitest';
import { payloadOf } from '../../src/core/payload.ts';
import { bytes, entry } from './builders.ts';

const of = (content: string | Uint8Array, parts: { encoding?: 'Utf8' | 'Base64'; maxValueBytes?: number } = {}) => {
  const { encoding = 'Utf8', maxValueBytes = 65_536 } = parts;
  return payloadOf(entry({ source: { kind: 'Key', key: 'key', encoding } }), {
    secretName: 'app',
    keys: new Map([['key', bytes(content)]]),
    maxValueBytes,
  });
};
const text = (payload: ReturnType<typeof of>) => (payload.ok ? payload.value.reveal() : payload.failure.reason);
const notUtf8 = Uint8Array.of(0x66, 0xff, 0xfe);

describe('the value of an entry', () => {
  test('is the text under its key, to the last byte', () => {
    expect(text(of(' two\nlines \r\n'))).toBe(' two\nlines \r\n');
  });

  test('keeps a byte order mark: the key may be compared byte for byte', () => {
    expect(text(of(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)))).toBe('\uFEFFa');
  });

  test('keeps zero bytes', () => {
    expect(text(of(Uint8Array.of(0x61, 0, 0x62)))).toBe('a\0b');
  });

  test('that is not UTF-8 is refused, never mangled', () => {
    expect(of(notUtf8)).toMatchObject({ failure: { kind: 'Terminal', reason: 'InvalidUtf8' } });
  });

  test.each([
    ['an overlong encoding', Uint8Array.of(0xc0, 0x80)],
    ['half a surrogate pair', Uint8Array.of(0xed, 0xa0, 0x80)],
    ['a cut-off character', Uint8Array.of(0xe2, 0x82)],
  ])('with %s is not UTF-8', (_what, content) => {
    expect(text(of(content))).toBe('InvalidUtf8');
  });

  test('in Base64 is made of the bytes, with padding, whatever they are', () => {
    expect(text(of(notUtf8, { encoding: 'Base64' }))).toBe('Zv/+');
    expect(text(of('a', { encoding: 'Base64' }))).toBe('YQ==');
  });

  test.each(['Utf8', 'Base64'] as const)('in %s may not be empty', (encoding) => {
    expect(of('', { encoding })).toMatchObject({ failure: { kind: 'Terminal', reason: 'EmptyValue' } });
  });

  test('whose key is missing says which key of which Secret', () => {
    const missing = payloadOf(entry(), { secretName: 'app', keys: new Map(), maxValueBytes: 10 });
    expect(missing).toMatchObject({ ok: false, failure: { kind: 'Terminal', reason: 'KeyMissing' } });
    if (!missing.ok) expect(missing.failure.message).toMatch(/"KEY".*"key".*"app"/);
  });
});

describe('the largest value', () => {
  test.each([
    ['of one-byte characters', 'a'.repeat(12)],
    ['of two-byte characters', 'ä'.repeat(6)],
    ['of three-byte characters', '€'.repeat(4)],
    ['of four-byte characters', '😀'.repeat(3)],
  ])('%s is counted in bytes', (_what, full) => {
    expect(text(of(full, { maxValueBytes: 12 }))).toBe(full);
    expect(text(of(full, { maxValueBytes: 11 }))).toBe('ValueTooLarge');
  });

  test('in Base64 is counted as it is pushed', () => {
    expect(text(of('abc', { encoding: 'Base64', maxValueBytes: 4 }))).toBe('YWJj');
    expect(text(of('abcd', { encoding: 'Base64', maxValueBytes: 4 }))).toBe('ValueTooLarge');
  });

  test('is told without how large the refused one was', () => {
    const one = of('x'.repeat(21), { maxValueBytes: 20 });
    const other = of('y'.repeat(4711), { maxValueBytes: 20 });
    expect(one).toEqual(other);
  });
});
