import { listSome } from './list-some.ts';
import type { SecretBytes } from './secret-bytes.ts';
import type { SecretValue } from './secret-value.ts';

/** What a Kubernetes Secret holds. */
export interface SecretContent {
  readonly secretName: string;
  readonly keys: ReadonlyMap<string, SecretBytes>;
}

interface Texts {
  readonly byKey: ReadonlyMap<string, SecretValue>;
  readonly missing: readonly string[];
  readonly notUtf8: readonly string[];
}

/** The texts under these keys, each read once however often it is named, and the keys that have none. */
export function readTexts({ keys }: SecretContent, names: Iterable<string>): Texts {
  const byKey = new Map<string, SecretValue>();
  const missing: string[] = [];
  const notUtf8: string[] = [];
  for (const name of new Set(names)) {
    const bytes = keys.get(name);
    const text = bytes?.asUtf8();
    if (bytes === undefined) missing.push(name);
    else if (text === undefined) notUtf8.push(name);
    else byKey.set(name, text);
  }
  return { byKey, missing, notUtf8 };
}

/** What a user takes for a key may be a whole page. */
const maxShown = 60;

/** `key "a"`, or `keys "a", "b" and 3 more`. */
export function nameKeys(keys: readonly string[]): string {
  const shown = keys.map((key) => `"${key.length > maxShown ? `${key.slice(0, maxShown)}…` : key}"`);
  return `${keys.length === 1 ? 'key' : 'keys'} ${listSome(shown, 5)}`;
}
