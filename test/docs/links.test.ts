import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headingsOf, type Page, pages, readPage, root, withoutCodeBlocks } from './pages.ts';

const linksOf = ({ text }: Page): readonly string[] =>
  [...withoutCodeBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** As GitHub and most other renderers make them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: Page): readonly string[] =>
  [1, 2, 3, 4].flatMap((level) => headingsOf(page, level)).map(anchorOf);

function isBroken(page: Page, link: string): boolean {
  if (/^https?:/.test(link)) return false;
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file));
  if (!existsSync(join(root, path))) return true;
  return anchor !== undefined && !anchorsOf(readPage(path)).includes(anchor);
}

/** Inline code that is a path of the repository. */
const pathsNamedIn = ({ text }: Page): readonly string[] =>
  [...withoutCodeBlocks(text).matchAll(/`((?:src|test|tools|crds|deploy|docs)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  );

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  test('has no link that leads nowhere', () => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
  });

  test('names no file that is not there', () => {
    expect(pathsNamedIn(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the list of decisions', () => {
  const index = readPage('docs/decisions/README.md');
  const records = globSync('docs/decisions/[0-9]*.md', { cwd: root }).sort().map(readPage);

  test('has every record under its title, in the order of their numbers', () => {
    const titles = records.map((record) => `${headingsOf(record, 1)[0]}`);
    const listed = [...index.text.matchAll(/^(\d+\.) \[(.+)\]\(/gm)].map(([, number, title]) => `${number} ${title}`);
    expect(listed).toEqual(titles);
    expect(linksOf(index)).toEqual(records.map(({ path }) => path.replace('docs/decisions/', '')));
  });

  test.each(records.map((record) => [record.path, record] as const))(
    'has context, decision and consequences in %s',
    (_path, { text }) => {
      for (const part of ['Context', 'Decision', 'Consequences']) expect(text).toContain(`**${part}.**`);
    },
  );
});
