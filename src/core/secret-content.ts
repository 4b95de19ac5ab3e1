import { listSome } from './list-some.ts';
import type { SecretBytes } from './secret-bytes.ts';
import type { Result } from './result.ts';
import type { SecretValue, ValuePart } from './secret-value.ts';
import type { SyncFailure } from './sync-failure.ts';

/** What a Kubernetes Secret holds, and the limit that a value must keep. */
export interface SecretContent {
  readonly secretName: string;
  readonly keys: ReadonlyMap<string, SecretBytes>;
  /** Bytes of UTF-8; an option, since Cloudflare has changed it before. */
  readonly maxValueBytes: number;
}

/** What a value is put together of, or why it is none. `TooLarge`: more than a value may have, so nothing was put together. */
export type MadeParts = Result<readonly ValuePart[], SyncFailure> | 'TooLarge';

interface Texts {
  readonly byKey: ReadonlyMap<string, SecretValue>;
  readonly missing: readonly string[];
  readonly notUtf8: readonly string[];
}

/**
 * The texts under these keys, each read once however often it is named, and the keys that have none. `TooLarge`, and nothing is
 * read, where they are more together than a value may be: hundreds of entries can ask for the same megabyte.
 */
export function readTexts({ keys, maxValueBytes }: SecretContent, names: Iterable<string>): Texts | 'TooLarge' {
  const wanted = new Set(names);
  let sizeBytes = 0;
  for (const name of wanted) sizeBytes += keys.get(name)?.sizeBytes ?? 0;
  if (sizeBytes > maxValueBytes) return 'TooLarge';
  const byKey = new Map<string, SecretValue>();
  const missing: string[] = [];
  const notUtf8: string[] = [];
  for (const name of wanted) {
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
