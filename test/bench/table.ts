import { alignColumns } from '../../tools/demo/align-columns.ts';
import type { Measurement, Row } from './row.ts';

/** A row with what came of it: a measurement, or why there is none. */
export type Result = Row & (Measurement | { readonly failure: string });

const titles = ['Row', 'Measured', 'Target', 'Bare', 'Met?', 'External Secrets, for scale'];

const cellsOf = (result: Result): readonly string[] => {
  const { name, target, externalSecrets } = result;
  return 'failure' in result
    ? [name, 'not measured', target, '-', '-', externalSecrets]
    : [name, result.measured, target, result.bare ?? '-', result.isMet ? 'yes' : 'no', externalSecrets];
};

/** The table as lines, for a terminal. */
export function textTable(results: readonly Result[]): readonly string[] {
  const [head = '', ...rows] = alignColumns([titles, ...results.map(cellsOf)]);
  return [head, '-'.repeat(head.length), ...rows];
}

/** The table as lines, for a page: a formatter of Markdown finds nothing to change. */
export function markdownTable(results: readonly Result[]): readonly string[] {
  const rows = [titles, ...results.map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}
