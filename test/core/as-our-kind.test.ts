import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SecretsStoreSecret, Store } from '../../src/api/resources.ts';
import { asOurKind, invalidSpec } from '../../src/core/as-our-kind.ts';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import { judgeStore } from '../../src/core/judge-store.ts';
import { failed } from '../../src/core/result.ts';
import { differsFromRecord } from '../../src/core/settled.ts';
import { storeKeyOfRef } from '../../src/core/store-ref.ts';
import {
  clock,
  deleting,
  finalized,
  nowMs,
  observed,
  record,
  remote,
  remoteSecrets,
  resource,
  store,
} from './builders.ts';

const there = remote();
const good = resource(
  {
    comment: 'Shop',
    data: [
      { name: 'KEY', key: 'key', scopes: ['dex'] },
      { name: 'MADE', template: '$(key)' },
      { name: 'MANY', bundle: { format: 'Json', include: ['*'] } },
      { name: 'COPY', copyOf: 'ORIGIN' },
    ],
    dataFrom: { include: ['*'], exclude: ['x'], naming: { prefix: 'A_', case: 'UpperSnake' } },
    maxDeletions: 3,
    suspend: false,
  },
  {
    metadata: finalized,
    status: {
      observedGeneration: 1,
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Synced', message: '', lastTransitionTime: '2026-11-24T10:00:00Z' },
      ],
      store: { kind: 'SecretsStore', name: 'default', accountId: 'acc0', storeId: 'store0' },
      source: { resourceVersion: '10' },
      entries: [record(there)],
      synced: '1/1',
    },
  },
);

/** What JSON can say, with names that objects of JavaScript take for their own, and texts and lists beyond any bound. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 1e300, '', '..', 'x'.repeat(70_000), [], {}, [null], [[]], ['a', 'a']),
  fc.constantFrom(
    Array.from({ length: 3_000 }, () => ({ name: 'A' })),
    JSON.parse('{"__proto__":{"name":1},"constructor":null}') as unknown,
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, child]) =>
          pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [path];

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? replaced(item, rest, by) : item));
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [first]: replaced(fields[first], rest, by) };
}

/** The good object, with something else in one to three places of its spec and status. */
const damaged = (part: 'spec' | 'status') =>
  fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(good[part])), odd), { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce<unknown>(
        (value, [path, by]) => (hasPath(value, path) ? replaced(value, path, by) : value),
        good[part],
      ),
    );

const hasPath = (value: unknown, [first, ...rest]: Path): boolean =>
  first === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, first) &&
    hasPath((value as Record<string | number, unknown>)[first], rest));

/** All that is made of an object when it comes by the watch, and in a pass. */
function throughAPass(object: SecretsStoreSecret) {
  expect(typeof storeKeyOfRef(object)).toBe('string');
  const remotes = [there, remote({ name: 'ORIGIN', comment: '' })];
  differsFromRecord(object, remoteSecrets(remotes));
  const seen = observed({ resource: object, store: store(remotes) });
  const plan = decide(seen);
  judge({ observed: seen, plan, outcomes: new Map() }, clock);
  return plan;
}

describe('an object whose schema was not this one', () => {
  test('that fits all the same is taken as it is', () => {
    expect(asOurKind(good, 'SecretsStoreSecret')).toEqual(good);
  });

  test('has nothing written for it where its spec does not fit, and its finalizer stays; it is told what does not fit', () => {
    fc.assert(
      fc.property(damaged('spec'), fc.boolean(), (spec, isGoing) => {
        const metadata = isGoing ? { ...good.metadata, ...deleting } : good.metadata;
        const object = asOurKind<SecretsStoreSecret>({ ...good, metadata, spec }, 'SecretsStoreSecret');
        const plan = throughAPass(object);
        if (object.misfit === undefined || isGoing) return;
        expect(plan).toMatchObject({
          steps: [],
          finalizer: 'Leave',
          failure: { kind: 'Terminal', reason: 'InvalidSpec' },
        });
        expect(plan.failure?.message.length).toBeLessThan(1_000);
      }),
      { numRuns: 300 },
    );
  });

  test('is taken for one without a past where its status does not fit', () => {
    fc.assert(
      fc.property(
        damaged('status'),
        (status) => void throughAPass(asOurKind({ ...good, status }, 'SecretsStoreSecret')),
      ),
      { numRuns: 300 },
    );
  });

  test.each([null, 'text', [], 7, {}])('lacks a spec altogether: %j', (spec) => {
    expect(throughAPass(asOurKind({ ...good, spec }, 'SecretsStoreSecret'))).toMatchObject({
      steps: [],
      failure: { reason: 'InvalidSpec' },
    });
  });

  test('deletes nothing where nobody can tell whether it may', () => {
    const going = {
      ...good,
      metadata: { ...good.metadata, ...deleting },
      spec: { ...good.spec, deletionPolicy: 'Retian' },
    };
    const { steps } = throughAPass(asOurKind(going, 'SecretsStoreSecret'));
    expect(steps).toMatchObject([{ action: 'Release' }]);
  });
});

describe('a store object whose schema was not this one', () => {
  const account = 'a'.repeat(32);

  test.each(['SecretsStore', 'ClusterSecretsStore'] as const)(
    'of kind %s admits nobody, and says what does not fit',
    (kind) => {
      fc.assert(
        fc.property(odd, odd, (allowedNamespaces, auth) => {
          const object = {
            ...good,
            kind,
            metadata: { ...good.metadata, namespace: 'shop' },
            spec: { accountId: account, allowedNamespaces, auth },
            status: { conditions: auth },
          };
          const taken = asOurKind<Store>(object, kind);
          const failure = invalidSpec(taken);
          if (failure === undefined) return;
          expect('allowedNamespaces' in taken.spec).toBe(false);
          const { status } = judgeStore(
            { store: taken, found: failed(failure), resources: 0, created: undefined, orphans: undefined },
            { nowMs, listedForMs: 0 },
          );
          expect(status.conditions).toContainEqual(
            expect.objectContaining({ type: 'Ready', status: 'False', reason: 'InvalidSpec' }),
          );
        }),
        { numRuns: 200 },
      );
    },
  );
});
