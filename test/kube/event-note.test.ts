import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutToBytes } from '../../src/kube/events.ts';

test('a text that fits is left as it is', () => {
  expect(cutToBytes('ääää', 8)).toBe('ääää');
});

test('a text that is too long is cut between characters, and says so', () => {
  expect(cutToBytes('ääää', 7)).toBe('ää…');
  expect(cutToBytes('🗝️🗝️🗝️🗝️', 10)).toBe('🗝️…');
});

test('a cut text never has more bytes than it may have, nor a mangled character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 3, max: 100 }), (text, maxBytes) => {
      const cut = cutToBytes(text, maxBytes);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
  );
});
