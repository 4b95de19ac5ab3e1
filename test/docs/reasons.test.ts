import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reasons } from '../../src/api/reasons.ts';
import { headingsOf, readPage, root, withoutCodeBlocks } from './pages.ts';

const page = readPage('docs/reasons.md');

const sectionOf = (reason: string): string =>
  withoutCodeBlocks(page.text)
    .split(/^##+ /m)
    .find((section) => section.startsWith(`${reason}\n`)) ?? '';

const source = globSync('src/**/*.ts', { cwd: root })
  .filter((path) => path !== join('src', 'api', 'reasons.ts'))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

/** The places where a reason comes to be; a word alone may also be the kind of a failure of an edge. */
const given = new Set(
  [/(?:terminal|waiting|retryable)\(\s*'(\w+)'/g, /reason: '(\w+)'/g].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, reason = '']) => reason),
  ),
);

describe('docs/reasons.md', () => {
  test('has a section for every reason, and for nothing else', () => {
    expect(headingsOf(page, 3).toSorted()).toEqual(reasons.toSorted());
  });

  test.each(reasons)('says of %s where it shows, when it is tried again and what to do', (reason) => {
    const section = sectionOf(reason);
    for (const part of ['Where', 'Tried again', 'What to do'])
      expect(section).toMatch(new RegExp(`^- \\*\\*${part}:\\*\\* \\S`, 'm'));
  });
});

describe('a reason', () => {
  test.each(reasons)('is given somewhere: %s', (reason) => {
    expect(given).toContain(reason);
  });
});
