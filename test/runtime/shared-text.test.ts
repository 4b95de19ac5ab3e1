import { expect, test } from 'vitest';
import { sharedText } from '../../src/runtime/shared-text.ts';

test.each(['a-namespace-of-some-length', '', '__proto__', '42', 'ä'])('%j stays the text that it is', (text) => {
  expect(sharedText(text)).toBe(text);
});
