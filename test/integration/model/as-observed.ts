import type { ClusterSecretsStore, EntryStatus, SecretsStoreSecret, Store } from '../../../src/api/resources.ts';
import { confirmDeletions } from './marks.ts';
import type { Observed } from './observe.ts';
import {
  addressOf,
  type Allowed,
  another,
  isMinted,
  type Kept,
  type Remote,
  type Resource,
  sharedPlace,
  type StoreState,
  type World,
} from './world.ts';

/** The model's world put right by what is really there: real ids and versions, and what each resource has recorded. */
export function asObserved(world: World, { remote, resources, stores, places }: Observed): World {
  return {
    ...world,
    stores: Object.fromEntries(Object.entries(stores).map(([name, real]) => [name, storeAsObserved(real)])),
    remote,
    resources: Object.fromEntries(
      Object.entries(resources).map(([name, real]) => [
        name,
        resourceAsObserved(world.resources[name], real, { remote, places }),
      ]),
    ),
  };
}

const storeAsObserved = ({ metadata, spec, kind }: Store): StoreState => ({
  allowed: kind === 'ClusterSecretsStore' ? allowedIn(spec) : {},
  suspend: spec.suspend ?? false,
  quotaReserve: spec.quotaReserve ?? 0,
  isDeleting: metadata.deletionTimestamp !== undefined,
  hasFinalizer: (metadata.finalizers ?? []).length > 0,
});

function allowedIn({ allowedNamespaces = [] }: ClusterSecretsStore['spec']): Allowed {
  const [item] = allowedNamespaces;
  if (item === undefined) return 'Nothing';
  const { secretNames, scopes } = item;
  return { ...(secretNames && { secretNames }), ...(scopes && { scopes }) };
}

function resourceAsObserved(
  known: Resource | undefined,
  { metadata, spec, status }: SecretsStoreSecret,
  { remote, places }: Pick<Observed, 'remote' | 'places'>,
): Resource {
  const { entries = [], pendingDeletions = [], store } = status ?? {};
  const at = places.get(store?.storeId ?? '');
  const left = pendingDeletions.map((one) => [addressOf(places.get(one.store.storeId) ?? '', one.name), one] as const);
  return {
    name: metadata.name,
    spec: spec.storeRef.kind === 'ClusterSecretsStore' ? { ...spec, storeRef: { name: sharedPlace } } : spec,
    uid: metadata.uid,
    created: metadata.creationTimestamp ?? '',
    confirmed: metadata.annotations?.[confirmDeletions],
    isDeleting: metadata.deletionTimestamp !== undefined,
    hasFinalizer: metadata.finalizers?.includes('secretsstore.dev/delete-remote-secrets') ?? false,
    at,
    kept: Object.fromEntries(
      entries.flatMap((entry) => {
        const kept = keptIn(entry, known?.kept[entry.name], remote[addressOf(at ?? '', entry.name)]);
        return kept ? [[entry.name, kept]] : [];
      }),
    ),
    left: Object.fromEntries(
      left.flatMap(([address, one]) => {
        const kept = keptIn(one, known?.left[address], remote[address]);
        return kept ? [[address, kept]] : [];
      }),
    ),
    named: entries.filter(({ state }) => state !== 'Deleting').map(({ name }) => name),
    made: Object.fromEntries(entries.map(({ name, source = '' }) => [name, source])),
  };
}

/** A time that is not recorded yet tells nobody of a change. */
function keptIn(
  entry: Omit<EntryStatus, 'state'>,
  known: Kept | undefined,
  remote: Remote | undefined,
): Kept | undefined {
  const { secretId: id, modifiedTime, scopes = [], digest, copiedFrom } = entry;
  if (id === undefined) return undefined;
  const version = modifiedTime ?? remote?.version ?? '';
  const value = digest === 'unknown' ? another : isTheSame(known, { id, version, remote }) ? known?.value : undefined;
  return {
    id,
    version,
    value,
    scopes,
    ...(copiedFrom && {
      copiedFrom: { name: copiedFrom.name, id: copiedFrom.secretId, version: copiedFrom.modifiedTime },
    }),
  };
}

interface Recorded {
  readonly id: string;
  readonly version: string;
  readonly remote: Remote | undefined;
}

/** Whether what is recorded is what the model knows, or has foretold. */
function isTheSame(known: Kept | undefined, { id, version, remote }: Recorded): boolean {
  if (known === undefined) return false;
  return isMinted(known.version) ? remote?.version === version : known.id === id && known.version === version;
}
