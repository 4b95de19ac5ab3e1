import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loggedFields } from './log-calls.ts';
import { readPage, root } from './pages.ts';

const described = [...readPage('docs/logs.md').text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, field = '']) => field);
/** Those of every line, which pino writes. */
const always = ['level', 'time', 'msg'];

test('docs/logs.md describes every field of the log', () => {
  const logged = [...loggedFields()];
  expect(logged.length).toBeGreaterThan(10);
  expect(logged.filter((field) => !described.includes(field))).toEqual([]);
});

test('docs/logs.md describes no field that no line has', () => {
  const source = globSync('src/**/*.ts', { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const isThere = (field: string): boolean => always.includes(field) || new RegExp(`\\b${field}\\b`).test(source);
  expect(described.filter((field) => !isThere(field))).toEqual([]);
  expect(described).toEqual(expect.arrayContaining(always));
});
