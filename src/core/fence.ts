import type { AllowedNamespaces } from '../api/resources.ts';
import { matchesAnyGlob } from './glob.ts';
import { matchesLabels } from './label-selector.ts';
import { listSome } from './list-some.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** What one namespace may do in a store. */
export type Fence =
  | { readonly kind: 'Open' }
  | { readonly kind: 'Closed' }
  /** A selector will tell, once the labels of the namespace are known. */
  | { readonly kind: 'Unknown' }
  | { readonly kind: 'Bounded'; readonly by: readonly AllowedNamespaces[] };

/** A SecretsStore belongs to its namespace: everything in it may use it. */
export const openFence: Fence = { kind: 'Open' };

/** Whether other namespaces may have secrets in the store, which this one may neither take nor learn of. */
export const isShared = (fence: Fence): boolean => fence.kind !== 'Open';

/** A hundred patterns in each of a hundred items would be more than a condition can hold, and status could not be written. */
const maxListed = 5;

interface Namespace {
  readonly name: string;
  /** Undefined until they are known: no label is not the same, since a selector may ask for just that. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** A ClusterSecretsStore admits a namespace that one of its items names or selects, and nobody without an item. */
export function fenceFor({ name, labels }: Namespace, allowed: readonly AllowedNamespaces[] = []): Fence {
  const unnamed = allowed.filter((item) => !item.names?.includes(name));
  if (labels === undefined && unnamed.some(({ selector }) => selector)) return { kind: 'Unknown' };
  const by = allowed.filter(
    (item) =>
      item.names?.includes(name) || (item.selector && labels !== undefined && matchesLabels(item.selector, labels)),
  );
  return by.length === 0 ? { kind: 'Closed' } : { kind: 'Bounded', by };
}

/** Why the fence forbids this name with these scopes, or undefined where one item allows both. */
export function forbiddenBy(
  fence: Fence,
  wanted: { readonly name: string; readonly scopes: readonly string[] },
): SyncFailure | undefined {
  if (fence.kind !== 'Bounded') return undefined;
  const allowingName = allowing(fence.by, wanted.name);
  if (allowingName.length === 0) return nameNotAllowed(fence.by, `push "${wanted.name}"`);
  if (allowingName.some((item) => wanted.scopes.every((scope) => item.scopes?.includes(scope) ?? true)))
    return undefined;
  return scopeNotAllowed(allowingName, wanted);
}

/** Why the fence forbids this name for what is tried, or undefined. `action`: `copy secret "A" as "B"`. */
export function forbiddenName(fence: Fence, name: string, action: string): SyncFailure | undefined {
  if (fence.kind !== 'Bounded' || admitsName(fence, name)) return undefined;
  return nameNotAllowed(fence.by, action);
}

/** Whether it lets this name in, as far as anybody knows. */
export const admitsName = (fence: Fence, name: string): boolean =>
  fence.kind === 'Bounded' ? allowing(fence.by, name).length > 0 : fence.kind !== 'Closed';

const allowing = (items: readonly AllowedNamespaces[], name: string): readonly AllowedNamespaces[] =>
  items.filter(({ secretNames }) => secretNames === undefined || matchesAnyGlob(secretNames, name));

function nameNotAllowed(items: readonly AllowedNamespaces[], action: string): SyncFailure {
  const patterns = listed(items.flatMap((item) => item.secretNames ?? []));
  return terminal(
    'NameNotAllowed',
    `Cannot ${action}: the store allows this namespace only the names ${patterns}; ` +
      'choose such a name, or have secretNames of the ClusterSecretsStore widened',
  );
}

function scopeNotAllowed(
  items: readonly AllowedNamespaces[],
  wanted: { name: string; scopes: readonly string[] },
): SyncFailure {
  const scopes = listed(items.flatMap((item) => item.scopes ?? []));
  return terminal(
    'ScopeNotAllowed',
    `Cannot push "${wanted.name}" with the scopes ${wanted.scopes.join(', ')}: the store allows this namespace only ${scopes}; ` +
      'choose from these, or have scopes of the ClusterSecretsStore widened',
  );
}

const listed = (allowed: readonly string[]): string => listSome([...new Set(allowed)], maxListed);
