import { chosenEntries, type DesiredEntry, desiredEntries } from './desired.ts';
import { keyNamedBy } from './entry-source.ts';
import { holdsFinalizer, isDeleting } from './lifecycle.ts';
import { remoteName } from './naming.ts';
import type { Observed, UsableStore } from './observed.ts';

/** What the spec makes of the keys that the Secret has, or had when status was written, whatever has become of the secrets since. */
export const namedEntries = (observed: Observed): readonly DesiredEntry[] =>
  desiredEntries(observed.resource.spec, sourceKeys(observed));

/**
 * The keys that the Secret has, or had when status was written. That an entry of `data` names a key does not mean that the Secret
 * has it: only a name that dataFrom has found proves a key. Of a resource that is being deleted every name that there may be is
 * looked at, since the mark decides.
 */
export function sourceKeys({ source, resource }: Observed): Iterable<string> {
  if (source.kind === 'Read') return source.keys.keys();
  const { dataFrom } = resource.spec;
  const chosen = new Set(chosenEntries(resource.spec).map(({ name }) => name));
  const keys = (resource.status?.entries ?? []).flatMap(({ name, source: recorded }) => {
    const key = keyNamedBy(recorded);
    if (key === undefined) return [];
    const isFound = !chosen.has(name) && remoteName(key, dataFrom?.naming) === name;
    return isFound || isDeleting(resource) ? key : [];
  });
  return new Set(keys);
}

/**
 * Whether a resource that is being deleted may have secrets that are neither recorded nor shown: an operator that died between a
 * create and its record has left them, or a create whose answer was lost, and listings may lag behind.
 */
export function mayHaveUnseen(observed: Observed, { remote }: UsableStore): boolean {
  const { resource, records } = observed;
  if (!isDeleting(resource) || !holdsFinalizer(resource)) return false;
  const recorded = new Set(records.flatMap(({ name, secretId }) => (secretId === undefined ? [] : name)));
  return namedEntries(observed).some(({ name }) => !recorded.has(name) && remote.byName(name) === undefined);
}
