import type { PlannedResource } from '../sync/plan-once.ts';
import { totalOf } from './plan-total.ts';

/** The plan for people: a line for each change and each failure, and the sum. */
export function planTable(planned: readonly PlannedResource[]): string {
  const rows = planned.flatMap(rowsOf);
  const table = rows.length === 0 ? [] : [...aligned([head, ...rows]), ''];
  return [...table, sumOf(planned)].join('\n');
}

const head = ['RESOURCE', 'ACTION', 'SECRET', 'PARTS', 'WHY'];

function rowsOf({ resource, preview, failures }: PlannedResource): readonly (readonly string[])[] {
  const title = `${resource.metadata.namespace}/${resource.metadata.name}`;
  return [
    ...(preview?.changes ?? []).map(({ name, action, parts = [], from, why }) => [
      title,
      action,
      from === undefined ? name : `${name} (from ${from})`,
      parts.join(','),
      why,
    ]),
    ...failures.map(({ entry = '', failure: { reason, message } }) => [
      title,
      'none',
      entry,
      '',
      `${reason}: ${message}`,
    ]),
  ];
}

function sumOf(planned: readonly PlannedResource[]): string {
  const total = totalOf(planned);
  const { creates, copies, updates, adoptions, renames, releases, deletions, unchanged } = total;
  const failing = planned.reduce((sum, { failures }) => sum + failures.length, 0);
  const parts = [
    [creates + copies, 'to create'],
    [updates, 'to update'],
    [adoptions, 'to take over'],
    [renames, 'to rename'],
    [releases, 'to release'],
    [deletions, 'to delete'],
    [unchanged, 'unchanged'],
    [failing, 'not possible'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const resources = planned.length === 1 ? '1 resource' : `${planned.length} resources`;
  return `Plan for ${resources}: ${said.length === 0 ? 'nothing to do' : said.join(', ')}.`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
