import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { help } from '../../src/cli/help.ts';
import { inventoryOptions } from '../../src/cli/inventory-options.ts';
import { planOptions } from '../../src/cli/plan-options.ts';
import { releaseOptions } from '../../src/cli/release-options.ts';
import { runOptions } from '../../src/cli/run-options.ts';
import { codeBlocksOf, pages, readPage, withoutCodeBlocks } from './pages.ts';

const ofNpmItself = ['ci', 'install', 'run'];
const scripts = new Set([...ofNpmItself, ...Object.keys(packageJson.scripts)]);
const flags = new Set(
  [
    'help',
    ...[runOptions, planOptions, inventoryOptions, releaseOptions, emulatorOptions].flatMap((options) =>
      Object.values(options).map(({ flag }) => flag),
    ),
  ].map((flag) => `--${flag}`),
);

const wordsAfter = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, word = '']) => word);

describe.each(pages.map(({ path, text }) => [path, text]))('%s', (_path, text) => {
  test('names only scripts that package.json has', () => {
    const named = wordsAfter(text, /(?:^|[`&] ?)npm (?:run )?([a-z][a-z:-]*)/gm);
    expect(named.filter((script) => !scripts.has(script))).toEqual([]);
  });

  test('names only options that the program has', () => {
    const named = wordsAfter(withoutCodeBlocks(text), /`(--[a-z-]+)`/g);
    expect(named.filter((flag) => !flags.has(flag))).toEqual([]);
  });
});

test('the README has the two commands, each in a block of its own', () => {
  const blocks = codeBlocksOf(readPage('README.md')).map(({ text }) => text.trim());
  expect(blocks).toContain('npm ci && npm run demo');
  expect(blocks).toContain('npm ci && npm test');
});

test('docs/configuration.md has each verb that the program has, in its table and with its options', () => {
  const verbs = wordsAfter(help('help'), /^(?:Usage:| +) +secrets-store-operator \[?([a-z]+)/gm);
  expect(new Set(verbs)).toEqual(new Set(['run', 'plan', 'inventory', 'release', 'emulator', 'version']));
  const { text } = readPage('docs/configuration.md');
  for (const verb of verbs) expect(text).toMatch(new RegExp(`^\\| \`${verb}\``, 'm'));
  for (const verb of verbs.filter((one) => one !== 'version')) expect(text).toContain(`## Options of \`${verb}\``);
});
