import * as fc from 'fast-check';
import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import { unknownDigest } from '../../src/core/digest.ts';
import { sourceKey } from '../../src/core/entry-source.ts';
import { secretId } from '../../src/core/ids.ts';
import type { Observed, UsableStore } from '../../src/core/observed.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { RecordedEntry } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import {
  deleting,
  digest,
  finalized,
  neighbour,
  observed,
  resource,
  source,
  type Spec,
  store,
  us,
} from './builders.ts';

/** A resource with a past, its Secret, and a store in which others have been at work too. */
export interface World {
  readonly resource: SecretsStoreSecret;
  readonly keys: Readonly<Record<string, string | Uint8Array>>;
  readonly secrets: readonly RemoteSecret[];
  readonly fence: UsableStore['fence'];
  readonly limit: number;
}

const keys = ['a', 'b', 'c'] as const;
const names = ['A', 'B', 'C', 'a', 'b', 'c'] as const;
/** Somebody else's: no entry wants it, save as its origin. */
const origin = 'X';
const scopes = fc.constantFrom(['workers'], ['dex', 'workers'], ['workers', 'ai_gateway']);
const sortedScopes = fc.constantFrom(['workers'], ['dex', 'workers'], ['ai_gateway', 'workers']);
const comments = fc.constantFrom('', 'Shop');
const times = fc.constantFrom('m1', 'm2');

const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

const updatePolicy = fc.constantFrom('Always' as const, 'CreateOnly' as const);

const made = fc.oneof(
  fc.record(
    { key: fc.constantFrom(...keys), encoding: fc.constantFrom('Utf8' as const, 'Base64' as const) },
    { requiredKeys: ['key'] },
  ),
  fc.record({ copyOf: fc.constantFrom(origin, 'missing') }),
  fc.record({ template: fc.constantFrom('$(a)', '$(a):$(b)', '$$(a)$(c)') }),
  fc.record({
    bundle: fc.record(
      { format: fc.constantFrom('Json' as const, 'Dotenv' as const), include: fc.constantFrom(['*'], ['b', 'x*']) },
      { requiredKeys: ['format'] },
    ),
  }),
);

const chosen = fc.uniqueArray(
  fc
    .tuple(
      made,
      fc.record(
        { name: fc.constantFrom(...names), scopes, comment: comments, updatePolicy },
        { requiredKeys: ['name'] },
      ),
    )
    .map(([source, entry]) => ({ ...source, ...entry })),
  { selector: ({ name }) => name, maxLength: 4 },
);

const dataFrom = fc.record(
  {
    include: fc.constantFrom(['*'], ['a', 'b']),
    exclude: fc.constantFrom(['c'], []),
    naming: fc.constantFrom({}, { case: 'UpperSnake' as const }),
  },
  { requiredKeys: ['include'] },
);

const specs: fc.Arbitrary<Partial<Spec>> = fc.record(
  {
    data: chosen,
    dataFrom,
    scopes,
    comment: comments,
    deletionPolicy: fc.constantFrom('Delete', 'Retain'),
    sourceDeletionPolicy: fc.constantFrom('Delete', 'Retain'),
    updatePolicy,
    adoptionPolicy: fc.constantFrom('Never', 'IfUnowned', 'Always'),
    driftPolicy: fc.constantFrom('Correct', 'Report'),
    maxDeletions: fc.constantFrom(0, 1, 10),
  },
  { requiredKeys: ['data'] },
);

const remoteSecret = (name: string): fc.Arbitrary<RemoteSecret> =>
  fc.record({
    id: fc.constant(secretId(`id-${name}`)),
    name: fc.constant(name),
    status: fc.constantFrom('active', 'active', 'pending'),
    scopes: sortedScopes,
    comment: fc.oneof(
      comments.map((comment) => withMark(comment, us)),
      fc.constantFrom('', 'by hand', withMark('', neighbour), withMark('', { ...us, cluster: 'test' })),
    ),
    modified: times,
  });

const recordedEntry = (name: string): fc.Arbitrary<RecordedEntry> =>
  fc.record(
    {
      name: fc.constant(name),
      state: fc.constantFrom('Synced', 'Activating', 'Drifted', 'Failed', 'Retrying', 'Deleting'),
      secretId: fc.constantFrom(`id-${name}`, `id-${name}`, 'id-before'),
      digest: fc.constantFrom(digest('value', name), digest('other', name), unknownDigest),
      scopes: sortedScopes,
      modifiedTime: times,
      source: fc.constantFrom(...keys, sourceKey({ kind: 'Copy', copyOf: origin })),
      copiedFrom: times.map((modifiedTime) => ({ name: origin, secretId: `id-${origin}`, modifiedTime })),
    },
    { requiredKeys: ['name', 'state'] },
  );

const each = <T>(of: (name: string) => fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.tuple(...names.map((name) => optional(of(name)))).map((all) => all.flatMap((one) => one ?? []));

/** At rest: while it is on its way, nobody copies it. */
const originSecret = remoteSecret(origin).chain((secret) =>
  fc.constantFrom('by hand', withMark('', neighbour), withMark('', { ...us, cluster: 'test' })).map((comment) => ({
    ...secret,
    status: 'active',
    comment,
  })),
);

const contents = fc.constantFrom<string | Uint8Array>('value', 'value', 'other', '', Uint8Array.of(0xff));

const secretKeys = (content: fc.Arbitrary<string | Uint8Array>): fc.Arbitrary<World['keys']> =>
  fc.record({ a: content, b: content, c: content }, { requiredKeys: [] });

const fences = fc.constantFrom<UsableStore['fence']>(
  { kind: 'Open' },
  { kind: 'Open' },
  { kind: 'Bounded', by: [{ secretNames: ['A', 'b*'], scopes: ['workers'] }, { secretNames: ['C'] }] },
);

/** Worlds of resources that are not being deleted, unless `metadata` says so. */
export const worlds = (content = contents, metadata = finalized): fc.Arbitrary<World> =>
  fc
    .record({
      spec: specs,
      entries: each(recordedEntry),
      keys: secretKeys(content),
      secrets: fc
        .tuple(each(remoteSecret), optional(originSecret))
        .map(([secrets, one]) => [...secrets, ...(one ? [one] : [])]),
      fence: fences,
      limit: fc.constantFrom(100, 100, 6, 3),
    })
    .map(({ spec, entries, ...rest }) => ({ ...rest, resource: resource(spec, { metadata, status: { entries } }) }));

export const goingWorlds = (content = contents): fc.Arbitrary<World> => worlds(content, deleting);

/** In which the first entry had another name before, be it one that is wanted, ours, or somebody else's. */
export const renaming = (before: fc.Arbitrary<World>): fc.Arbitrary<World> =>
  fc.tuple(before, fc.constantFrom('A', 'B', 'a', 'X')).map(([world, formerName]) => {
    const { spec, ...rest } = world.resource;
    const [first, ...others] = spec.data ?? [];
    const data = first && first.name !== formerName ? [{ ...first, formerName }, ...others] : spec.data;
    return { ...world, resource: { ...rest, spec: { ...spec, ...(data && { data }) } } };
  });

/** What gathering finds in such a world. */
export const observe = ({ resource, keys, secrets, fence, limit }: World): Observed =>
  observed({
    resource,
    source: source(keys),
    store: store(secrets, { fence, quota: { limit, used: secrets.length } }),
  });
