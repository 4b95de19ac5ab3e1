import type { InventoryItem } from '../core/inventory.ts';
import type { Inventory, StoreInventory } from '../sync/take-inventory.ts';

const head = ['SECRET', 'HOLDER', 'RESOURCE', 'SCOPES', 'STATUS', 'AGE'];

/** The inventory for people: a table for each store, and a line for each that could not be read. */
export function inventoryTable({ stores, failures }: Inventory): string {
  const failed = failures.map(({ store, failure }) => `${store}: ${failure.reason}: ${failure.message}`);
  const parts = [...stores.map(tableOf), ...failed];
  return parts.length === 0 ? 'There is no store in the cluster.' : parts.join('\n\n');
}

function tableOf({ store, storeName, accountId, quota, secrets }: StoreInventory): string {
  const places = `${quota.used} of the account's ${quota.limit} places are used`;
  const title = `${store}: store "${storeName}" of account ${accountId}, ${secrets.length} secrets; ${places}`;
  return [title, ...(secrets.length === 0 ? [] : aligned([head, ...secrets.map(rowOf)]))].join('\n');
}

const rowOf = ({ name, holder, resource = '', scopes, status, ageSeconds }: InventoryItem): readonly string[] => [
  name,
  holder,
  resource,
  scopes.join(','),
  status,
  ageSeconds === undefined ? '' : sayAge(ageSeconds),
];

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** As kubectl says it, in the largest unit of which there are two, or else in the next: `3d`, `47h`, `90s`. */
export function sayAge(seconds: number): string {
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
