import { finalizer } from '../../src/api/group.ts';
import type { ObjectMeta, SecretsStoreSecret, SecretStatus } from '../../src/api/resources.ts';
import type { DesiredEntry } from '../../src/core/desired.ts';
import { digestOf } from '../../src/core/digest.ts';
import type { ValueSource } from '../../src/core/entry-source.ts';
import { openFence } from '../../src/core/fence.ts';
import { accountId, secretId, storeId } from '../../src/core/ids.ts';
import type { Observed, ObservedSource, UsableStore } from '../../src/core/observed.ts';
import { type Owner, withMark } from '../../src/core/ownership.ts';
import type { RecordedEntry } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { SecretBytes } from '../../src/core/secret-bytes.ts';
import { SecretValue } from '../../src/core/secret-value.ts';

export type Spec = SecretsStoreSecret['spec'];

export const us: Owner = { cluster: 'prod-eu', namespace: 'shop', name: 'app-keys' };
export const neighbour: Owner = { ...us, name: 'other-keys' };
export const address = { accountId: accountId('acc0'), storeId: storeId('store0') };
export const place = { key: Buffer.alloc(32, 7), address };

export const nowMs = Date.parse('2026-11-24T12:00:00Z');
/** A resource that is being deleted is tried for the first time. */
export const clock = { nowMs, finalizerDeadlineMs: 900_000, deletingForMs: 0 };
/** So much later. */
export const after = (ms: number) => ({ ...clock, nowMs: nowMs + ms, deletingForMs: ms });
export const at = (offsetMs: number): string => new Date(nowMs + offsetMs).toISOString().replace('.000Z', 'Z');

/** A SecretsStoreSecret that wants KEY from the key `key`, unless the spec says otherwise. */
export function resource(
  spec: Partial<Spec> = {},
  rest: { metadata?: Partial<ObjectMeta>; status?: SecretStatus } = {},
): SecretsStoreSecret {
  return {
    apiVersion: 'secretsstore.dev/v1alpha1',
    kind: 'SecretsStoreSecret',
    metadata: {
      name: us.name,
      namespace: us.namespace,
      uid: 'uid-1',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: at(-3_600_000),
      ...rest.metadata,
    },
    spec: {
      storeRef: { name: 'default' },
      secretRef: { name: 'app' },
      scopes: ['workers'],
      data: [{ name: 'KEY', key: 'key' }],
      ...spec,
    },
    ...(rest.status && { status: rest.status }),
  };
}

export const finalized: Partial<ObjectMeta> = { finalizers: [finalizer] };
export const deleting: Partial<ObjectMeta> = { ...finalized, deletionTimestamp: at(0) };

type MadeEntry = DesiredEntry & { readonly source: ValueSource };

/** What the default resource wants. */
export const entry = (parts: Partial<MadeEntry> = {}): MadeEntry => ({
  name: 'KEY',
  source: { kind: 'Key', key: 'key', encoding: 'Utf8' },
  key: 'key',
  scopes: ['workers'],
  comment: '',
  updatePolicy: 'Always',
  ...parts,
});

/** The remote secret KEY: ours, active and as the default resource wants it. */
export function remote(parts: Partial<RemoteSecret> = {}): RemoteSecret {
  const name = parts.name ?? 'KEY';
  return {
    id: secretId(`id-${name}`),
    name,
    status: 'active',
    scopes: ['workers'],
    comment: withMark('', us),
    modified: 'm1',
    ...parts,
  };
}

export const digest = (text: string, name = 'KEY'): string => digestOf(new SecretValue(text), name, place);

/** What status says of a remote secret to which `text` was written. */
export function record(of: RemoteSecret, parts: Partial<RecordedEntry> & { text?: string } = {}): RecordedEntry {
  const { text = 'value', ...rest } = parts;
  return {
    name: of.name,
    state: 'Synced',
    secretId: of.id,
    digest: digest(text, of.name),
    scopes: of.scopes,
    modifiedTime: of.modified,
    source: of.name.toLowerCase(),
    ...rest,
  };
}

export function remoteSecrets(secrets: readonly RemoteSecret[]): UsableStore['remote'] {
  return {
    byName: (name) => secrets.find((secret) => secret.name === name),
    byId: (id) => secrets.find((secret) => secret.id === id),
  };
}

export function store(secrets: readonly RemoteSecret[] = [], parts: Partial<UsableStore> = {}): UsableStore {
  return {
    kind: 'Usable',
    address,
    name: 'main',
    fence: openFence,
    suspended: false,
    remote: remoteSecrets(secrets),
    quota: { limit: 100, used: secrets.length },
    quotaReserve: 0,
    ...parts,
  };
}

export const bytes = (content: string | Uint8Array): SecretBytes =>
  SecretBytes.fromBase64(Buffer.from(content).toString('base64'));

export function source(keys: Readonly<Record<string, string | Uint8Array>> = { key: 'value' }): ObservedSource {
  const content = new Map(Object.entries(keys).map(([key, value]) => [key, bytes(value)]));
  return { kind: 'Read', resourceVersion: '10', keys: content, digestKey: place.key };
}

/** A resource that wants KEY with the value `value`, before a store without it, unless the parts say otherwise. */
export function observed(parts: Partial<Observed> = {}): Observed {
  const of = parts.resource ?? resource();
  return {
    resource: of,
    owner: us,
    records: of.status?.entries ?? [],
    pending: of.status?.pendingDeletions ?? [],
    oldPlaces: new Map(),
    store: store(),
    source: source(),
    rivalFor: () => undefined,
    maxValueBytes: 65_536,
    ...parts,
  };
}
