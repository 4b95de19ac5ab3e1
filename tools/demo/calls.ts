import type { LoggedCall } from '../../src/emulator/call-log.ts';
import type { SeenCall } from './cloudflare.ts';

/** The name of the secret that has this id, or had it. */
export type NameOf = (secretId: string) => string | undefined;

export const isWrite = ({ method }: LoggedCall): boolean => method !== 'GET';

/** A write in short, as the story expects it: `POST 3 secrets`, `PATCH STRIPE_KEY`. */
export const describeWrite = (call: LoggedCall, nameOf: NameOf): string => `${call.method} ${subjectOf(call, nameOf)}`;

/** Equal calls as one row, in the order of the first: method, path, status, what it was about. */
export function callRows(calls: readonly SeenCall[], nameOf: NameOf): readonly (readonly string[])[] {
  const rows = new Map<string, { row: readonly string[]; times: number }>();
  for (const call of calls) {
    const about = isWrite(call) ? subjectOf(call, nameOf) : '';
    const note = call.isByHand ? `${about} (by hand)` : about;
    const row = [call.method, shortPath(call.path), String(call.status ?? 'no answer'), note];
    const key = row.join(' ');
    rows.set(key, { row, times: (rows.get(key)?.times ?? 0) + 1 });
  }
  return [...rows.values()].map(({ row, times }) => (times > 1 ? [...row.slice(0, 3), `${times} times`] : row));
}

/** Without what is the same in each of them; ids keep their first 6 digits. */
const shortPath = (path: string): string =>
  path
    .replace(/^.*\/accounts\/[0-9a-f]{32}\/secrets_store/, '…')
    .replace(/^\/client\/v4/, '…')
    .replaceAll(/([0-9a-f]{6})[0-9a-f]{26}/g, '$1…');

function subjectOf({ path, count }: LoggedCall, nameOf: NameOf): string {
  const [, id] = /\/secrets\/([0-9a-f]{32})/.exec(path) ?? [];
  if (id !== undefined) return nameOf(id) ?? `secret ${id}`;
  return count === 1 ? '1 secret' : `${count ?? 'unknown'} secrets`;
}
