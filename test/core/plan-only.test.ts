import { describe, expect, test } from 'vitest';
import type { Condition, SecretsStoreSecret, SecretStatus } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { differsFromRecord, isResourceSettled } from '../../src/core/settled.ts';
import { terminal } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import {
  after,
  clock,
  deleting,
  finalized,
  observed,
  record,
  remote,
  remoteSecrets,
  resource,
  source,
  type Spec,
  store,
} from './builders.ts';

const planOnly = (spec: Partial<Spec> = {}, rest: Parameters<typeof resource>[1] = {}): SecretsStoreSecret =>
  resource({ mode: 'Plan', ...spec }, rest);
const recorded = (...entries: ReturnType<typeof record>[]): { status: SecretStatus } => ({ status: { entries } });
const synced = recorded(record(remote()));

const verdict = (parts: Partial<Observed>, offsetMs = 0): Verdict => {
  const seen = observed(parts);
  return judge({ observed: seen, plan: decide(seen), outcomes: new Map() }, after(offsetMs));
};
const condition = ({ status }: Verdict, type: string): Condition | undefined =>
  status.conditions?.find((candidate) => candidate.type === type);
const statuses = (said: Verdict) =>
  ['Ready', 'Reconciling', 'Stalled'].map((type) => condition(said, type)?.status ?? 'absent').join(' ');

describe('a resource that only plans', () => {
  test('says what would be done, is neither Ready nor on its way, and need not look again', () => {
    const said = verdict({ resource: planOnly() });
    expect(said.status.plan).toMatchObject({ summary: '+1 ~0 -0', changes: [{ name: 'KEY', action: 'Create' }] });
    expect(statuses(said)).toBe('absent False False');
    expect(condition(said, 'Stalled')).toMatchObject({ reason: 'Planned', message: expect.stringContaining('mode') });
    expect(said).toMatchObject({ events: [], next: { kind: 'Done' }, finalizer: 'Leave' });
    expect(said.status.entries).toEqual([]);
    expect(said.status.synced).toBe('0/1');
    expect(said.status.lastSyncTime).toBeUndefined();
  });

  test('is Ready where nothing would change and all is active', () => {
    const said = verdict({ resource: planOnly({}, synced), store: store([remote()]) });
    expect(statuses(said)).toBe('True False False');
    expect(said.status.plan?.summary).toBe('+0 ~0 -0');
    expect(said.status.synced).toBe('1/1');
  });

  test('is activating where only that is missing', () => {
    const pending = remote({ status: 'pending' });
    const said = verdict({
      resource: planOnly({}, recorded(record(pending, { state: 'Activating' }))),
      store: store([pending]),
    });
    expect(condition(said, 'Reconciling')).toMatchObject({ status: 'True', reason: 'Activating' });
  });

  test('keeps what was recorded of a secret that would change', () => {
    const before = record(remote(), { text: 'before' });
    const said = verdict({ resource: planOnly({}, recorded(before)), store: store([remote()]) });
    expect(said.status.plan?.summary).toBe('+0 ~1 -0');
    expect(said.status.entries).toEqual([before]);
    expect(said.status.synced).toBe('0/1');
  });

  test('keeps what was recorded of one that would go', () => {
    const gone = remote({ name: 'OLD' });
    const entries = [record(remote()), record(gone)];
    const said = verdict({ resource: planOnly({}, recorded(...entries)), store: store([remote(), gone]) });
    expect(said.status.plan?.summary).toBe('+0 ~0 -1');
    expect(said.status.entries).toEqual(entries);
    expect(said.status.synced).toBe('1/1');
  });

  test('records nothing that it did not know: Apply would add the finalizer first', () => {
    const spec = { updatePolicy: 'CreateOnly' } as const;
    const said = verdict({ resource: planOnly(spec), store: store([remote()]) });
    expect(said.status).toMatchObject({ entries: [], plan: { summary: '+0 ~0 -0', counts: { unchanged: 1 } } });
  });

  test('forgets what is gone', () => {
    const entries = [record(remote()), record(remote({ name: 'OLD' }))];
    const said = verdict({ resource: planOnly({}, recorded(...entries)), store: store([remote()]) });
    expect(said.status.entries).toMatchObject([{ name: 'KEY' }]);
  });

  test('says what is held as ever', () => {
    const said = verdict({ resource: planOnly(), store: store([remote({ comment: '' })]) });
    expect(said.status.entries).toMatchObject([{ name: 'KEY', state: 'Failed', reason: 'Conflict' }]);
    expect(condition(said, 'Ready')).toMatchObject({ status: 'False', reason: 'Conflict' });
    expect(said.status.plan?.counts.held).toBe(1);
  });

  test("says that somebody else's change is left, beside what would be set right", () => {
    const spec = { driftPolicy: 'Report', scopes: ['dex'] } as const;
    const before = record(remote({ modified: 'm0' }));
    const said = verdict({ resource: planOnly(spec, recorded(before)), store: store([remote()]) });
    expect(said.status.plan?.changes).toMatchObject([{ action: 'Update', parts: ['scopes'] }]);
    expect(said.status.entries).toMatchObject([{ state: 'Drifted', digest: before.digest, modifiedTime: 'm0' }]);
  });

  test('has no plan where nothing can be decided', () => {
    const unusable = { kind: 'Unusable', failure: terminal('StoreNotFound', 'gone') } as const;
    const status = verdict({ resource: planOnly({}, synced), store: store([remote()]) }).status;
    const said = verdict({ resource: planOnly({}, { status }), store: unusable });
    expect(said.status.plan).toBeUndefined();
    expect(said.status.entries).toEqual(status.entries);
  });

  test('says the same of the same', () => {
    const of = planOnly({}, recorded(record(remote(), { text: 'before' })));
    const first = verdict({ resource: of, store: store([remote()]) });
    const second = verdict({ resource: { ...of, status: first.status }, store: store([remote()]) }, 600_000);
    expect(second.status).toEqual(first.status);
  });

  test('has no plan any more when it is to apply', () => {
    const { status } = verdict({ resource: planOnly({}, synced), store: store([remote()]) });
    expect(verdict({ resource: resource({}, { status }), store: store([remote()]) }).status.plan).toBeUndefined();
  });

  test('never counts as settled: its Secret is read at each look, and each resync has one', () => {
    const { status } = verdict({ resource: planOnly({}, synced), store: store([remote()]) });
    expect(isResourceSettled(resource({}, { status }))).toBe(true);
    expect(isResourceSettled(planOnly({}, { status }))).toBe(false);
    expect(differsFromRecord(planOnly({}, { status }), remoteSecrets([remote()]))).toBe(true);
  });
});

describe('the finalizer of a resource that only plans', () => {
  test('is never added', () => {
    expect(decide(observed({ resource: planOnly() })).finalizer).toBe('Leave');
    expect(decide(observed({ resource: planOnly({}, synced), store: store([remote()]) })).finalizer).toBe('Leave');
  });

  test('stays though nothing is recorded: what a crash has left unrecorded may be there', () => {
    const said = verdict({ resource: planOnly({}, { metadata: finalized }), store: store([remote()]) });
    expect(said.finalizer).toBe('Leave');
  });

  test('stays while the policy is Delete, and goes under Retain', () => {
    const rest = { metadata: finalized, ...synced };
    const change = (spec: Partial<Spec>) =>
      decide(observed({ resource: planOnly(spec, rest), store: store([remote()]) })).finalizer;
    expect(change({})).toBe('Leave');
    expect(change({ deletionPolicy: 'Retain' })).toBe('Remove');
  });
});

const going = (spec: Partial<Spec> = {}): SecretsStoreSecret => planOnly(spec, { metadata: deleting, ...synced });

describe('the deletion of a resource that only plans', () => {
  const long = clock.finalizerDeadlineMs + 1;

  test('waits without a deadline while there is something to delete, and says the way out', () => {
    const said = verdict({ resource: going(), store: store([remote()]) }, long);
    expect(said).toMatchObject({ finalizer: 'Leave', events: [], next: { kind: 'Done' } });
    expect(said.status.plan?.changes).toMatchObject([{ name: 'KEY', action: 'Delete' }]);
    expect(statuses(said)).toBe('absent False False');
    expect(condition(said, 'Stalled')?.message).toContain('set spec.mode to Apply');
  });

  test('waits where the store cannot be looked at', () => {
    const unusable = { kind: 'Unusable', failure: terminal('StoreNotFound', 'gone') } as const;
    expect(verdict({ resource: going(), store: unusable }, long).finalizer).toBe('Leave');
  });

  test('ends where nothing is left to delete', () => {
    expect(verdict({ resource: going() }).finalizer).toBe('Remove');
  });

  test('ends under Retain, and leaves our mark on', () => {
    const said = verdict({ resource: going({ deletionPolicy: 'Retain' }), store: store([remote()]) });
    expect(said).toMatchObject({ finalizer: 'Remove', events: [] });
  });

  test('is not held up by what is not there', () => {
    const said = verdict({ resource: planOnly({}, { metadata: deleting }), source: source() });
    expect(said.finalizer).toBe('Remove');
  });
});
