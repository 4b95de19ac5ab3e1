import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export const readPage = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** Everything that is written for people. */
export const pages: readonly Page[] = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort().map(readPage);

export interface CodeBlock {
  readonly page: string;
  readonly language: string;
  /** What the fence says after the language; "" where it says no more. */
  readonly mark: string;
  readonly text: string;
  /** Of the page, the first being 1. */
  readonly line: number;
}

export function codeBlocksOf({ path, text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(/^```(\w*)[ ]?([^\n]*)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: mark = '', 3: code = '', index }) => ({
      page: path,
      language,
      mark,
      text: code,
      line: text.slice(0, index).split('\n').length + 1,
    }),
  );
}

/** Every block of YAML, whoever's kinds are in it. */
export const yamlBlocks = (): readonly CodeBlock[] =>
  pages.flatMap(codeBlocksOf).filter(({ language }) => language === 'yaml');

export const withoutCodeBlocks = (text: string): string => text.replaceAll(/^```[^\n]*\n.*?^```$/gms, '');

/** The texts of the headings of one level. */
export const headingsOf = ({ text }: Page, level: number): readonly string[] =>
  [...withoutCodeBlocks(text).matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, heading = '']) => heading);
