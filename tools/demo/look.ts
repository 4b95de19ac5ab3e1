import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import { alignColumns } from './align-columns.ts';
import { callRows } from './calls.ts';
import { type SeenCall, type StoredSecret, storeName } from './cloudflare.ts';
import type { Seen } from './story.ts';
import type { Terminal } from './terminal.ts';

export type Secrets = Seen['secrets'];

/** The store as a table: `+` is new, `~` was modified and `-` is gone since `before`. */
export function showStore(terminal: Terminal, { before, now }: { before: Secrets; now: Secrets }): void {
  const { paint } = terminal;
  const gone = [...before.values()].filter(({ name }) => !now.has(name));
  const rows = [...now.values(), ...gone].map((secret) => ({ secret, sign: signOf(secret, { before, now }) }));
  const [header = '', ...lines] = alignColumns([
    ['', 'NAME', 'STATUS', 'SCOPES', 'COMMENT', 'VALUE'],
    ...rows.map(({ secret, sign }) => cellsOf(secret, sign)),
  ]);
  terminal.line(`   Cloudflare, store ${storeName} ${paint('dim', '(values: only the emulator can show them)')}`);
  terminal.line(paint('dim', `   ${header}`));
  for (const [index, text] of lines.entries()) {
    const sign = rows[index]?.sign ?? ' ';
    terminal.line(`   ${sign === ' ' ? text : paint(colourOf[sign], text)}`);
  }
}

type Sign = '+' | '~' | '-' | ' ';

const colourOf = { '+': 'green', '~': 'yellow', '-': 'red' } as const;

function signOf({ name, modified }: StoredSecret, { before, now }: { before: Secrets; now: Secrets }): Sign {
  if (!now.has(name)) return '-';
  const was = before.get(name);
  if (was === undefined) return '+';
  return was.modified === modified ? ' ' : '~';
}

function cellsOf({ name, status, scopes, comment, value }: StoredSecret, sign: Sign): readonly string[] {
  if (sign === '-') return [sign, name, 'gone'];
  const shown = value.length > 12 ? `${value.slice(0, 11)}…` : value;
  return [sign, name, status, scopes.join(','), comment ?? '', shown];
}

export function showCalls(terminal: Terminal, calls: readonly SeenCall[], names: ReadonlyMap<string, string>): void {
  const rows = callRows(calls, (id) => names.get(id));
  terminal.line('   Calls to Cloudflare');
  for (const [index, text] of alignColumns(rows).entries()) {
    terminal.line(`     ${rows[index]?.[0] === 'GET' ? terminal.paint('dim', text) : text}`);
  }
}

/** Undefined where there is none. */
export function parseResource(json: string): SecretsStoreSecret | undefined {
  return json.trim() === '' ? undefined : (JSON.parse(json) as SecretsStoreSecret);
}
