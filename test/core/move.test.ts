import { describe, expect, test } from 'vitest';
import type { SecretStatus } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import { accountId, type StoreAddress, storeId } from '../../src/core/ids.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { pendingFrom } from '../../src/core/pending-deletion.ts';
import type { RecordedEntry } from '../../src/core/plan.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { address, clock, deleting, observed, record, remote, resource, type Spec, store } from './builders.ts';

const there = remote();
const written = record(there);
const elsewhere = { ...address, storeId: storeId('store9') };
const otherAccount = { ...address, accountId: accountId('acc9') };
const placeAt = (at: StoreAddress) => ({ kind: 'SecretsStore', name: 'default', ...at });
const recordedAt = (at: StoreAddress, parts: SecretStatus = {}) => ({
  status: { store: placeAt(at), entries: [written], source: { resourceVersion: '10' }, ...parts },
});
const pendingAt = (at: StoreAddress, of: RecordedEntry = written) => {
  const pending = pendingFrom(of, placeAt(at));
  return pending ? [pending] : [];
};

function pass(parts: Partial<Observed>): Verdict & { readonly plan: ReturnType<typeof decide> } {
  const seen = observed(parts);
  const plan = decide(seen);
  return { ...judge({ observed: seen, plan, outcomes: new Map() }, clock), plan };
}

describe('a resource whose store leads to another place than its secrets are at', () => {
  test.each([elsewhere, otherAccount])('says so before anything else is done: %o', (from) => {
    const { plan, status, next, events } = pass({ resource: resource({}, recordedAt(from)) });
    expect(plan.steps).toMatchObject([{ action: 'Create', why: 'New' }]);
    expect(status).toMatchObject({
      store: placeAt(address),
      entries: [],
      pendingDeletions: [{ name: 'KEY', secretId: 'id-KEY', store: placeAt(from), digest: written.digest }],
    });
    expect(status.conditions).toMatchObject([
      { type: 'Ready', status: 'Unknown', reason: 'Moving' },
      { type: 'Reconciling', status: 'True' },
      { type: 'Stalled', status: 'False' },
    ]);
    expect(next).toEqual({ kind: 'RetryAfter', ms: 0 });
    expect(events).toMatchObject([
      { type: 'Normal', reason: 'Moving', note: expect.stringContaining('1 secret goes') },
    ]);
  });

  test('has its Secret read anew, for nothing is known at the new place', () => {
    expect(pass({ resource: resource({}, recordedAt(elsewhere)) }).status).not.toHaveProperty('source');
  });

  test('takes along what is still to go from moves before', () => {
    const status = recordedAt(elsewhere, { pendingDeletions: pendingAt(otherAccount) });
    expect(pass({ resource: resource({}, status) }).status.pendingDeletions).toMatchObject([
      { store: otherAccount },
      { store: elsewhere },
    ]);
  });

  test('finds again what it had there once, as it was, and lists it no longer', () => {
    const status = recordedAt(elsewhere, { pendingDeletions: pendingAt(address) });
    const { status: after, plan } = pass({ resource: resource({}, status), store: store([there]) });
    expect(after.entries).toMatchObject([{ ...written, state: 'Waiting' }]);
    expect(after.pendingDeletions).toMatchObject([{ store: elsewhere }]);
    expect(plan.steps).toMatchObject([{ action: 'Keep' }]);
  });

  test('does so, too, where nothing was written at the place between', () => {
    const status = recordedAt(elsewhere, { entries: [], pendingDeletions: pendingAt(address) });
    const { status: after } = pass({ resource: resource({}, status), store: store([there]) });
    expect(after.entries).toMatchObject([{ secretId: 'id-KEY' }]);
    expect(after).not.toHaveProperty('pendingDeletions');
  });

  test('does not take an activation for drift that came while it was elsewhere', () => {
    expect(pendingAt(elsewhere, { ...written, state: 'Activating' })[0]).not.toHaveProperty('modifiedTime');
  });
});

const stays = (parts: Partial<Observed>, spec: Partial<Spec> = {}) => {
  const { plan, status } = pass({ resource: resource(spec, recordedAt(elsewhere)), ...parts });
  expect(status).toMatchObject({ store: placeAt(elsewhere), entries: [{ secretId: 'id-KEY' }] });
  expect(status).not.toHaveProperty('pendingDeletions');
  return { plan, status };
};

describe('no move is begun', () => {
  test('where the new place does not admit the namespace', () => {
    expect(stays({ store: store([], { fence: { kind: 'Closed' } }) }).plan.failure?.reason).toBe('NotAdmitted');
  });

  test('where the new store cannot be used, or is suspended, or the resource is', () => {
    stays({ store: { kind: 'Unusable', failure: waiting('StoreNotReady', 'it is being opened') } });
    stays({ store: store([], { suspended: true }) });
    stays({}, { suspend: true });
  });

  test('with mode Plan, which says what would come and what would go', () => {
    const { status } = stays({}, { mode: 'Plan' });
    expect(status.plan).toMatchObject({ summary: '+1 ~0 -1', changes: [{ action: 'Delete' }, { action: 'Create' }] });
    const retained = stays({}, { mode: 'Plan', deletionPolicy: 'Retain' });
    expect(retained.status.plan?.counts).toMatchObject({ creates: 1, releases: 1, deletions: 0 });
  });

  test('while there is no Secret that could be written there', () => {
    const failure = waiting('SecretNotFound', 'no Secret');
    for (const spec of [{}, { data: [], dataFrom: { include: ['*'] } }])
      expect(stays({ source: { kind: 'Unavailable', failure } }, spec).plan.failure).toEqual(failure);
  });

  test('that is, unless what was made of it is to go along', () => {
    const source = { kind: 'Unavailable', failure: waiting('SecretNotFound', 'no Secret'), patienceLeftMs: 0 } as const;
    const of = resource({ sourceDeletionPolicy: 'Delete' }, recordedAt(elsewhere));
    const { status, next } = pass({ resource: of, source });
    expect(status).toMatchObject({ entries: [], pendingDeletions: [{ name: 'KEY', store: placeAt(elsewhere) }] });
    expect(next).toEqual({ kind: 'RetryAfter', ms: 0 });
  });

  test('that would leave more behind than status can hold', () => {
    const many = Array.from({ length: 1_000 }, () => pendingAt(otherAccount)).flat();
    const status = recordedAt(elsewhere, { pendingDeletions: many });
    const { plan, status: after } = pass({ resource: resource({}, status) });
    expect(plan.failure).toMatchObject({ kind: 'Terminal', reason: 'TooManyEntries' });
    expect(after.pendingDeletions).toHaveLength(1_000);
  });

  test('by a resource that is being deleted: it is deleted where it is', () => {
    const of = resource({}, { metadata: deleting, ...recordedAt(elsewhere) });
    const { plan } = pass({ resource: of, store: store([there], { address: elsewhere }) });
    expect(plan).toMatchObject({ steps: [{ action: 'Delete' }] });
    expect(plan).not.toHaveProperty('move');
  });

  test('of what is recorded without an id, or of what is gone with its store', () => {
    const status = recordedAt(elsewhere, { entries: [{ name: 'KEY', state: 'Failed' }] });
    expect(pass({ resource: resource({}, status) }).plan).not.toHaveProperty('move');
    expect(pass({ resource: resource({}, recordedAt(elsewhere)), records: [] }).plan).not.toHaveProperty('move');
  });
});
