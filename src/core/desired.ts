import type { SecretsStoreSecret } from '../api/resources.ts';
import { entrySource, type EntrySource, sourceKey } from './entry-source.ts';
import { matchesAnyGlob } from './glob.ts';
import { isTooMuchToMatch } from './matching-work.ts';
import { isRemoteName, remoteName } from './naming.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

type Spec = SecretsStoreSecret['spec'];

/** What status could not record must not be written either: it would be written again, and again. Of more, one is enough to tell. */
export const maxEntries = 1_000;

/** One secret that is to be at Cloudflare, as the spec says it; its value comes later. */
export interface DesiredEntry {
  readonly name: string;
  readonly source: EntrySource;
  /** By which status knows the source again: see sourceKey. */
  readonly key: string;
  /** Sorted, so that two lists can be compared. */
  readonly scopes: readonly string[];
  readonly comment: string;
  readonly updatePolicy: 'Always' | 'CreateOnly';
  /** The name that its secret had before. */
  readonly formerName?: string;
  /** Why it can never be pushed as it stands. */
  readonly problem?: SyncFailure;
}

/**
 * What the spec wants, given the keys that the Secret has: the chosen entries first, then what `dataFrom` finds. A chosen
 * entry is wanted whether its key is there or not. Of two sources that lead to one name none is pushed: whichever was
 * taken, somebody would have meant the other. The one exception is a key that is chosen and found: the choice counts.
 */
export function desiredEntries(spec: Spec, keys: Iterable<string>): readonly DesiredEntry[] {
  const entries = new Map<string, DesiredEntry>();
  for (const entry of [...chosenEntries(spec), ...foundEntries(spec, keys)]) {
    const rival = entries.get(entry.name);
    if (rival === undefined) entries.set(entry.name, checked(entry));
    else if (rival.key !== entry.key) entries.set(entry.name, { ...rival, problem: duplicate(rival, entry) });
  }
  const wanted = [...entries.values()];
  return wanted.map((entry) => withoutSharedPast(entry, wanted));
}

/** Of two that want one secret, by its name of now or of before, neither may rename it: whoever came second would lack it. */
function withoutSharedPast(entry: DesiredEntry, wanted: readonly DesiredEntry[]): DesiredEntry {
  const { name, formerName } = entry;
  if (formerName === undefined || entry.problem) return entry;
  const rival = wanted.find((other) => other !== entry && [other.name, other.formerName].includes(formerName));
  return rival ? { ...entry, problem: sharedPast(name, formerName, rival) } : entry;
}

/** What the spec wants whatever keys the Secret has. */
export function chosenEntries(spec: Spec): readonly DesiredEntry[] {
  return (spec.data ?? []).map((entry) => {
    const source = entrySource(entry);
    return {
      name: entry.name,
      source,
      key: sourceKey(source),
      scopes: (entry.scopes ?? spec.scopes ?? []).toSorted(),
      comment: entry.comment ?? spec.comment ?? '',
      updatePolicy: entry.updatePolicy ?? spec.updatePolicy ?? 'Always',
      ...(entry.formerName !== undefined && { formerName: entry.formerName }),
    };
  });
}

function foundEntries(spec: Spec, keys: Iterable<string>): DesiredEntry[] {
  const { dataFrom } = spec;
  const known = [...keys];
  if (dataFrom === undefined || isTooMuchToMatch(spec, known)) return [];
  return known
    .filter((key) => matchesAnyGlob(dataFrom.include, key) && !matchesAnyGlob(dataFrom.exclude ?? [], key))
    .toSorted()
    .slice(0, maxEntries + 1)
    .map((key) => ({
      name: remoteName(key, dataFrom.naming),
      source: { kind: 'Key', key, encoding: 'Utf8' },
      key,
      scopes: (spec.scopes ?? []).toSorted(),
      comment: spec.comment ?? '',
      updatePolicy: spec.updatePolicy ?? 'Always',
    }));
}

function checked(entry: DesiredEntry): DesiredEntry {
  if (isRemoteName(entry.name)) return entry;
  const message =
    `Cannot push key "${entry.key}" as "${entry.name}": a name at Cloudflare has only letters, digits, _ and -, 512 at most; ` +
    'set dataFrom.naming.case to UpperSnake, choose a name for the key in data, or exclude it';
  return { ...entry, problem: terminal('InvalidName', message) };
}

function duplicate(first: DesiredEntry, second: DesiredEntry): SyncFailure {
  return terminal(
    'DuplicateName',
    `Cannot push "${first.name}": ${titleOf(first)} and ${titleOf(second)} both lead to this name; ` +
      'exclude one of them, or choose another name for it in data',
  );
}

function sharedPast(name: string, formerName: string, rival: DesiredEntry): SyncFailure {
  const claim =
    rival.name === formerName ? 'an entry of this resource still has that name' : `"${rival.name}" had that name, too`;
  return terminal(
    'DuplicateName',
    `Cannot rename secret "${formerName}" to "${name}": ${claim}; take the other entry out, or formerName`,
  );
}

function titleOf({ source }: DesiredEntry): string {
  return source.kind === 'Key'
    ? `key "${source.key}"`
    : source.kind === 'Copy'
      ? `copyOf: ${source.copyOf}`
      : `a ${source.kind.toLowerCase()}`;
}
