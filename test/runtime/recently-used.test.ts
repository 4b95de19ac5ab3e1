import { expect, test } from 'vitest';
import { RecentlyUsed } from '../../src/runtime/recently-used.ts';

test('what is used stays, and of too many the one that was used longest ago goes', () => {
  const forgotten: string[] = [];
  const memory = new RecentlyUsed<object>(2, (key) => forgotten.push(key));
  const made = (key: string): object => memory.of(key, () => ({ key }));
  const first = made('a');
  made('b');
  expect(made('a')).toBe(first);
  made('c');
  expect(forgotten).toEqual(['b']);
  expect(made('a')).toBe(first);
  expect(memory.values()).toEqual([{ key: 'c' }, { key: 'a' }]);
});

test('what is deleted is made anew, and nobody is told', () => {
  const memory = new RecentlyUsed<object>(2, () => expect.fail('nothing was forgotten'));
  const first = memory.of('a', () => ({}));
  memory.delete('a');
  expect(memory.of('a', () => ({}))).not.toBe(first);
});
