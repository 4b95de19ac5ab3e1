import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { storeId } from '../../src/core/ids.ts';
import type { Observed } from '../../src/core/observed.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { address, deleting, observed, record, remote, resource, store } from './builders.ts';

const there = remote();
const written = (parts: { storeId?: string; accountId?: string } = {}) => ({
  status: { entries: [record(there)], store: { kind: 'SecretsStore', name: 'default', ...address, ...parts } },
});
const failureOf = (parts: Partial<Observed>) => decide(observed(parts)).failure;
const closed = { fence: { kind: 'Closed' } } as const;

describe('nothing is written', () => {
  test('for a suspended resource', () => {
    const plan = decide(observed({ resource: resource({ suspend: true }) }));
    expect(plan).toMatchObject({ steps: [], failure: { reason: 'Suspended' } });
    expect(plan.failure?.message).toMatch(/written.*the resource is suspended.*spec\.suspend/);
  });

  test('to a suspended store, and the message names it', () => {
    const plan = decide(observed({ store: store([], { suspended: true }) }));
    expect(plan).toMatchObject({ steps: [], failure: { reason: 'Suspended' } });
    expect(plan.failure?.message).toContain('store "main" is suspended');
  });

  test('while the deletion of a suspended resource is held, and the message says that it is a deletion', () => {
    const plan = decide(observed({ resource: resource({ suspend: true }, { metadata: deleting, ...written() }) }));
    expect(plan).toMatchObject({ steps: [], failure: { reason: 'Suspended' } });
    expect(plan.failure?.message).toMatch(/^Nothing is deleted/);
  });

  test('to a store that cannot be used, and the failure is that of the store', () => {
    const failure = waiting('StoreNotFound', 'no such store');
    expect(decide(observed({ store: { kind: 'Unusable', failure } }))).toMatchObject({ steps: [], failure });
  });

  test('where the store does not admit the namespace, and what is there stays', () => {
    const plan = decide(observed({ resource: resource({}, written()), store: store([there], closed) }));
    expect(plan).toMatchObject({ steps: [], failure: { kind: 'Terminal', reason: 'NotAdmitted' } });
    expect(plan.failure?.message).toContain('namespace "shop"');
  });
});

describe('nothing stands in the way', () => {
  test('of a usable store that admits the namespace', () => {
    expect(failureOf({})).toBeUndefined();
  });

  test('of a deletion where the namespace is no longer admitted', () => {
    const plan = decide(
      observed({ resource: resource({}, { metadata: deleting, ...written() }), store: store([there], closed) }),
    );
    expect(plan.failure).toBeUndefined();
    expect(plan.steps).toMatchObject([{ action: 'Delete' }]);
  });

  test('of a deletion at the recorded place, wherever storeRef leads by now', () => {
    const old = { ...address, storeId: storeId('store9') };
    const plan = decide(
      observed({
        resource: resource({}, { metadata: deleting, ...written({ storeId: 'store9' }) }),
        store: store([there], { address: old }),
      }),
    );
    expect(plan.steps).toMatchObject([{ action: 'Delete' }]);
  });
});
