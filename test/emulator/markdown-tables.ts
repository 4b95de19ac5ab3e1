import type { Page } from '../docs/pages.ts';

/** A row by the titles of its columns. */
export type TableRow = Readonly<Record<string, string>>;

/** The tables of a section, with everything below its heading of the second level. */
export function tablesIn({ text }: Page, heading: string): readonly (readonly TableRow[])[] {
  const section = text.split(/^## /m).find((candidate) => candidate.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) => {
    const [titles = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    return rows.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
  });
}

const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
