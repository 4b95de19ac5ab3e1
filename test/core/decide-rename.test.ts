import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { unknownDigest } from '../../src/core/digest.ts';
import { sourceKey } from '../../src/core/entry-source.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { Plan, RecordedEntry, Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { success } from '../../src/core/result.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import {
  clock,
  deleting,
  digest,
  neighbour,
  observed,
  record,
  remote,
  resource,
  source,
  type Spec,
  store,
  us,
} from './builders.ts';

const old = (parts: Partial<RemoteSecret> = {}): RemoteSecret => remote({ name: 'OLD', ...parts });
const renamed = (parts: Partial<RemoteSecret> = {}): RemoteSecret => remote({ modified: 'm2', ...parts });
const oldRecord = (parts: Partial<RecordedEntry> & { text?: string } = {}): RecordedEntry =>
  record(old(), { source: 'key', ...parts });

interface Case {
  readonly there?: readonly RemoteSecret[];
  readonly entries?: readonly RecordedEntry[];
  readonly spec?: Partial<Spec>;
  readonly entrySpec?: object;
  readonly from?: Observed['source'];
  readonly going?: boolean;
  readonly used?: number;
}

const seen = ({ there = [old()], entries = [oldRecord()], spec, entrySpec, from = source(), used, ...rest }: Case) =>
  observed({
    resource: resource(
      { data: [{ name: 'KEY', key: 'key', formerName: 'OLD', ...entrySpec }], ...spec },
      { status: { entries }, ...(rest.going && { metadata: deleting }) },
    ),
    store: store(there, { quota: { limit: 100, used: used ?? there.length } }),
    source: from,
  });
const planned = (of: Case): Plan => decide(seen(of));
const decided = (of: Case): readonly Step[] => planned(of).steps;
const missing = { kind: 'Unavailable', failure: waiting('SecretNotFound', 'missing') } as const;
const lingers = { name: 'OLD', action: 'Linger', until: 'KEY' };

describe('a secret of ours that is to have another name', () => {
  test('is copied under the new one, and keeps the old one meanwhile', () => {
    const [step, former] = decided({});
    expect(step).toMatchObject({ action: 'Duplicate', why: 'Renamed', origin: old(), entry: { name: 'KEY' } });
    expect(former).toMatchObject(lingers);
    expect(former && entryAfter(former, undefined)).toEqual({ ...oldRecord(), state: 'Deleting' });
  });

  test('keeps the old name until the new one is active, and then loses it by its recorded id', () => {
    const entries = [record(renamed(), { state: 'Activating' }), oldRecord({ state: 'Deleting' })];
    expect(decided({ there: [old(), renamed({ status: 'pending' })], entries })).toMatchObject([
      { action: 'Keep' },
      lingers,
    ]);
    expect(decided({ there: [old(), renamed({ modified: 'm3' })], entries })).toMatchObject([
      { action: 'Keep' },
      { name: 'OLD', action: 'Delete', remote: old() },
    ]);
  });

  test('is written no second time where the Secret shows that its value is known', () => {
    const [step] = decided({});
    const after = step && entryAfter(step, success(renamed()));
    expect(after).toMatchObject({ digest: digest('value'), source: 'key' });
  });

  test.each<readonly [what: string, of: Case]>([
    ['the Secret has changed since', { entries: [oldRecord({ text: 'before' })] }],
    ['somebody else has written to it', { there: [old({ modified: 'm9' })] }],
    ['it was not recorded', { entries: [] }],
    ['the Secret is missing', { from: missing }],
    ['its key is missing', { from: source({}) }],
  ])('is copied, and written once more where %s', (_what, of) => {
    const [step] = decided(of);
    expect(step).toMatchObject({ action: 'Duplicate' });
    const after = step && entryAfter(step, success(renamed()));
    expect(after?.digest).toBe(unknownDigest);
    const [next] = decided({ there: [old(), renamed()], entries: after ? [after] : [] });
    expect(next).toMatchObject({ action: 'Patch', patch: { value: 'Set' } });
    const [kept] = decided({
      there: [old(), renamed()],
      entries: after ? [after] : [],
      entrySpec: { updatePolicy: 'CreateOnly' },
    });
    expect(kept).toMatchObject({ action: 'Keep' });
  });

  test('is renamed to the end while the Secret is missing, with dataFrom as well', () => {
    const entries = [record(renamed()), oldRecord({ state: 'Deleting' })];
    const there = [old(), renamed()];
    for (const spec of [{}, { dataFrom: { include: ['x*'] } }]) {
      expect(decided({ from: missing, spec })).toMatchObject([{ action: 'Duplicate' }, lingers]);
      expect(decided({ from: missing, there, entries, spec })).toMatchObject([
        { action: 'Hold', failure: missing.failure },
        { name: 'OLD', action: 'Delete' },
      ]);
    }
  });

  test('is recorded before it is deleted, where it is known by its mark alone', () => {
    const entries = [record(renamed())];
    const [, former] = decided({ there: [old(), renamed()], entries });
    expect(former).toMatchObject(lingers);
    const after = former && entryAfter(former, undefined);
    expect(after).toEqual({ name: 'OLD', state: 'Deleting', secretId: old().id });
    expect(decided({ there: [old(), renamed()], entries: [...entries, ...(after ? [after] : [])] })[1]).toMatchObject({
      action: 'Delete',
    });
  });

  test('gives way to the new name where both are there, and is marked no more under Retain', () => {
    const entries = [record(renamed()), oldRecord()];
    const there = [old(), renamed()];
    expect(decided({ there, entries })[1]).toMatchObject({ name: 'OLD', action: 'Delete' });
    expect(decided({ there, entries, spec: { deletionPolicy: 'Retain' } })[1]).toMatchObject({ action: 'Release' });
  });

  test('stays where somebody else has the new name', () => {
    const there = [old(), renamed({ comment: withMark('', neighbour) })];
    expect(decided({ there })).toMatchObject([{ failure: { reason: 'Conflict' } }, lingers]);
  });

  test('stays where the new name cannot be had', () => {
    const free = seen({});
    const fenced = store([old()], { fence: { kind: 'Bounded', by: [{ secretNames: ['OLD'] }] } });
    expect(decide({ ...free, store: fenced }).steps).toMatchObject([
      { failure: { reason: 'NameNotAllowed' } },
      lingers,
    ]);
    const rival = { namespace: 'shop', name: 'older', uid: '0', created: '' };
    expect(decide({ ...free, rivalFor: () => rival }).steps).toMatchObject([
      { failure: { reason: 'Conflict' } },
      lingers,
    ]);
    const full = decided({ used: 100 });
    expect(full).toMatchObject([{ failure: { reason: 'QuotaExceeded' } }, lingers]);
    expect(full[0]?.action === 'Hold' && full[0].failure.message).toMatch(
      /rename secret "OLD" to "KEY".*a rename needs a place/,
    );
  });

  test('is renamed only where the fence allows both names', () => {
    const fence = { kind: 'Bounded', by: [{ secretNames: ['KEY'] }] } as const;
    expect(decide({ ...seen({}), store: store([old()], { fence }) }).steps).toMatchObject([
      { failure: { reason: 'NameNotAllowed', message: expect.stringContaining('rename secret "OLD" to "KEY"') } },
      lingers,
    ]);
  });

  test('waits until it is active', () => {
    expect(decided({ there: [old({ status: 'pending' })] })).toMatchObject([{ action: 'Hold' }, lingers]);
  });

  test('takes with it what it is a copy of', () => {
    const copiedFrom = { name: 'ORIGIN', secretId: 'id-ORIGIN', modifiedTime: 'm1' };
    const { digest: _, ...rest } = oldRecord({ source: sourceKey({ kind: 'Copy', copyOf: 'ORIGIN' }), copiedFrom });
    const [step] = decided({ entries: [rest], entrySpec: { key: undefined, copyOf: 'ORIGIN' } });
    expect(step).toMatchObject({ action: 'Duplicate', why: 'Renamed', origin: old(), payload: { copiedFrom } });
  });

  test('goes with its resource, recorded or not', () => {
    expect(decided({ entries: [], going: true })).toMatchObject([{ name: 'OLD', action: 'Delete' }]);
  });
});

describe('formerName does nothing', () => {
  test('when the rename is done', () => {
    expect(decided({ there: [renamed()], entries: [record(renamed())] })).toMatchObject([{ action: 'Keep' }]);
    const entries = [record(renamed()), oldRecord({ state: 'Deleting' })];
    expect(decided({ there: [renamed()], entries })).toMatchObject([{ action: 'Keep' }, { action: 'Forget' }]);
  });

  test('where there is nothing of that name, or it is not ours', () => {
    expect(decided({ there: [], entries: [] })).toMatchObject([{ action: 'Create' }]);
    for (const comment of ['', withMark('', neighbour), withMark('', { ...us, cluster: 'test' })]) {
      expect(decided({ there: [old({ comment })], entries: [] })).toMatchObject([{ action: 'Create' }]);
    }
  });
});

test('a name that another entry has, or had before too, is not renamed, and stays', () => {
  const two = [
    { name: 'KEY', key: 'key', formerName: 'OLD' },
    { name: 'OTHER', key: 'key', formerName: 'OLD' },
  ];
  const duplicate = { action: 'Hold', failure: { reason: 'DuplicateName' } };
  expect(decided({ spec: { data: two } })).toMatchObject([duplicate, duplicate, { name: 'OLD', action: 'Linger' }]);
  const still = [
    { name: 'KEY', key: 'key', formerName: 'OLD' },
    { name: 'OLD', key: 'key' },
  ];
  expect(decided({ spec: { data: still } })).toMatchObject([duplicate, { name: 'OLD', action: 'Keep' }]);
});

test('the old name is looked at again at once when the new one is active in the same pass', () => {
  const of = seen({});
  const plan = decide(of);
  const looked = judge({ observed: of, plan, outcomes: new Map([['KEY', success(renamed())]]) }, clock);
  expect(looked.next).toEqual({ kind: 'RetryAfter', ms: 0 });
  expect(looked.status).toMatchObject({ synced: '1/1', conditions: [{ status: 'True' }, {}, {}] });
  const pending = new Map([['KEY', success(renamed({ status: 'pending' }))]]);
  expect(judge({ observed: of, plan, outcomes: pending }, clock).next).not.toEqual({ kind: 'RetryAfter', ms: 0 });
});
