import { expect, test } from 'vitest';
import { format } from 'prettier';
import { markdownTable, type Result, textTable } from './table.ts';

const results: readonly Result[] = [
  {
    name: 'Changed → told',
    target: '≤ 1.3 × bare',
    externalSecrets: '14 s',
    measured: '9.1 ms',
    bare: '8.0 ms',
    isMet: true,
    details: {},
  },
  { name: 'Memory', target: '≤ 45 MiB', externalSecrets: '85 MiB', measured: '70 MiB', isMet: false, details: {} },
  { name: 'Restart', target: '0', externalSecrets: '100', failure: 'The operator ended' },
];

test('the table has a line for each row, in columns', () => {
  const lines = textTable(results);
  const column = lines[0]?.indexOf('Measured') ?? -1;
  expect(lines).toHaveLength(5);
  expect(lines.slice(2).map((line) => line.slice(column).split('  ')[0])).toEqual(['9.1 ms', '70 MiB', 'not measured']);
});

test('a row says whether its target is met, and nothing of the sort where it could not be measured', () => {
  const verdicts = markdownTable(results)
    .slice(2)
    .map((line) => line.split('|')[5]?.trim());
  expect(verdicts).toEqual(['yes', 'no', '-']);
});

test('a page can take the table as it is', async () => {
  const table = `${markdownTable(results).join('\n')}\n`;
  expect(await format(table, { parser: 'markdown', printWidth: 120 })).toBe(table);
});
