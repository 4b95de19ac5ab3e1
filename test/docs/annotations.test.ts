import { expect, test } from 'vitest';
import { annotations } from '../../src/api/group.ts';
import { readPage } from './pages.ts';

test('the page of the SecretsStoreSecret has every annotation by which something is asked for, and no other', () => {
  const { text } = readPage('docs/resources/secretsstoresecret.md');
  const listed = [...text.matchAll(/^\| `(secretsstore\.dev\/[a-z-]+)`/gm)].map(([, name = '']) => name);
  expect(listed.toSorted()).toEqual(Object.values(annotations).toSorted());
});
