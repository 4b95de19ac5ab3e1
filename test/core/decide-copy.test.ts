import { describe, expect, test } from 'vitest';
import type { ObjectMeta } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import { sourceKey } from '../../src/core/entry-source.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import type { Fence } from '../../src/core/fence.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { RecordedEntry, Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success } from '../../src/core/result.ts';
import { isResourceSettled, differsFromRecord } from '../../src/core/settled.ts';
import { retryable } from '../../src/core/sync-failure.ts';
import { neighbour, observed, record, remote, resource, type Spec, store, us } from './builders.ts';

const early = '2026-11-24T10:00:00.000001Z';
const noon = '2026-11-24T12:00:00Z';
const late = '2026-11-24T14:00:00.5Z';

const origin = (parts: Partial<RemoteSecret> = {}): RemoteSecret =>
  remote({ name: 'ORIGIN', comment: 'by hand', modified: early, ...parts });
const copy = (parts: Partial<RemoteSecret> = {}): RemoteSecret => remote({ modified: noon, ...parts });

const key = sourceKey({ kind: 'Copy', copyOf: 'ORIGIN' });
/** What status says of a copy of `from`. */
const copied = (of = copy(), from = origin(), parts: Partial<RecordedEntry> = {}): RecordedEntry => {
  const { digest: _, ...rest } = record(of, { source: key });
  const copiedFrom = { name: from.name, secretId: from.id, modifiedTime: from.modified };
  return { ...rest, copiedFrom, ...parts };
};

interface Case {
  readonly there?: readonly RemoteSecret[];
  readonly entry?: RecordedEntry;
  readonly spec?: Partial<Spec>;
  readonly entrySpec?: Partial<NonNullable<Spec['data']>[number]>;
  readonly annotations?: ObjectMeta['annotations'];
  readonly fence?: Fence;
  readonly used?: number;
}

const decided = ({ there = [], entry, spec, entrySpec, annotations, fence, used }: Case): Step | undefined => {
  const data = [{ name: 'KEY', copyOf: 'ORIGIN', ...entrySpec }];
  const of = resource(
    { data, ...spec },
    { status: { entries: entry ? [entry] : [] }, metadata: annotations ? { annotations } : {} },
  );
  const parts = { ...(fence && { fence }), quota: { limit: 100, used: used ?? there.length } };
  return decide(observed({ resource: of, store: store(there, parts), source: { kind: 'Unneeded' } })).steps[0];
};

const again = { 'secretsstore.dev/copy-again': '2026-11-24T14:00:01Z' };
const report = { driftPolicy: 'Report' } as const;

describe('a copy that is not there', () => {
  test('is made of its origin, with scopes, comment and our mark, and what it was copied from is recorded', () => {
    const step = decided({ there: [origin()] });
    expect(step).toMatchObject({ action: 'Duplicate', origin: origin(), why: 'New', entry: { scopes: ['workers'] } });
    const after = step && entryAfter(step, success(copy({ status: 'pending' })));
    expect(after).toEqual(copied(copy({ status: 'pending' }), origin(), { state: 'Activating' }));
  });

  test('is made of one that the same namespace has', () => {
    const there = [origin({ comment: withMark('', neighbour) })];
    expect(decided({ there })).toMatchObject({ action: 'Duplicate' });
  });

  test('waits for its origin, and learns nothing of what other namespaces and clusters have', () => {
    const missing = decided({});
    expect(missing).toMatchObject({ action: 'Hold', failure: { kind: 'Waiting', reason: 'OriginNotReady' } });
    for (const owner of [
      { ...us, namespace: 'bank' },
      { ...us, cluster: 'test' },
    ]) {
      expect(decided({ there: [origin({ comment: withMark('', owner) })] })).toEqual(missing);
    }
  });

  test('waits until its origin is active', () => {
    const step = decided({ there: [origin({ status: 'pending' })] });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Waiting', reason: 'OriginNotReady' } });
  });

  test('takes no origin whose name the fence forbids, whether that is there or not', () => {
    const fence: Fence = { kind: 'Bounded', by: [{ secretNames: ['KEY'] }] };
    const step = decided({ fence });
    expect(step).toMatchObject({ failure: { kind: 'Terminal', reason: 'NameNotAllowed' } });
    expect(decided({ fence, there: [origin()] })).toEqual(step);
  });

  test('needs a place of the account', () => {
    expect(decided({ there: [origin()], used: 100 })).toMatchObject({ failure: { reason: 'QuotaExceeded' } });
  });

  test('is made again where somebody deleted it, or reported', () => {
    const there = [origin()];
    expect(decided({ there, entry: copied() })).toMatchObject({ action: 'Duplicate', why: 'DeletedElsewhere' });
    expect(decided({ there, entry: copied(), spec: report })).toMatchObject({ failure: { reason: 'Drifted' } });
  });
});

describe('a copy that is there', () => {
  test('is left as it is while its origin is what it was', () => {
    expect(decided({ there: [origin(), copy()], entry: copied() })).toMatchObject({ action: 'Keep' });
  });

  test('stays what was asked for when its origin is gone', () => {
    const step = decided({ there: [copy()], entry: copied() });
    expect(step).toMatchObject({ action: 'Keep' });
    expect(step && entryAfter(step, undefined)).toEqual(copied());
  });

  test('says CopyOutdated, and what to do, when its origin has changed or is another one', () => {
    for (const now of [origin({ modified: late }), origin({ id: copy({ name: 'Z' }).id })]) {
      const there = [now, copy()];
      const step = decided({ there, entry: copied() });
      expect(step).toMatchObject({ action: 'Keep', outdated: { kind: 'Terminal', reason: 'CopyOutdated' } });
      const after = step && entryAfter(step, undefined);
      expect(after).toMatchObject({ ...copied(), state: 'Outdated', reason: 'CopyOutdated' });
      expect(after && decided({ there, entry: after })).toEqual({ ...step, record: after });
    }
    const step = decided({ there: [origin({ modified: late }), copy()], entry: copied() });
    if (step?.action !== 'Keep') throw new Error('it is kept');
    expect(step.outdated?.message).toContain(`secretsstore.dev/copy-again: "${late}"`);
    expect(step.outdated?.message).toContain('updatePolicy: CreateOnly');
  });

  test('has its scopes and comment set right, outdated or not', () => {
    const entrySpec = { scopes: ['dex'] };
    const there = [origin(), copy()];
    expect(decided({ there, entry: copied(), entrySpec })).toMatchObject({
      action: 'Patch',
      patch: { scopes: ['dex'] },
    });
    const later = [origin({ modified: late }), copy()];
    const step = decided({ there: later, entry: copied(), entrySpec });
    expect(step).toMatchObject({ action: 'Patch', patch: { scopes: ['dex'] }, outdated: { reason: 'CopyOutdated' } });
    expect(step && entryAfter(step, success(copy({ scopes: ['dex'] })))).toMatchObject({ state: 'Outdated' });
  });

  test('is outdated when somebody else has written to it, since its value may be another', () => {
    const step = decided({ there: [origin(), copy({ modified: late })], entry: copied() });
    expect(step).toMatchObject({ action: 'Keep', payload: { kind: 'Copied' }, outdated: { reason: 'CopyOutdated' } });
    const after = step && entryAfter(step, undefined);
    expect(after).not.toHaveProperty('copiedFrom');
    expect(after && decided({ there: [origin(), copy({ modified: late })], entry: after })).toHaveProperty('outdated');
  });

  test('is not outdated by its own activation', () => {
    const pending = { ...copied(), state: 'Activating' };
    const there = [origin(), copy({ modified: late })];
    expect(decided({ there, entry: pending })).not.toHaveProperty('outdated');
    const outdated = decided({ there: [origin({ modified: late }), copy({ status: 'pending' })], entry: pending });
    const after = outdated && entryAfter(outdated, undefined);
    const then = after && decided({ there: [origin({ modified: late }), copy({ modified: late })], entry: after });
    expect(then).toMatchObject({ payload: copied().copiedFrom && { copiedFrom: copied().copiedFrom } });
  });

  test('may go its own way under CreateOnly', () => {
    const there = [origin({ modified: late }), copy({ modified: late })];
    expect(decided({ there, entry: copied(), entrySpec: { updatePolicy: 'CreateOnly' } })).not.toHaveProperty(
      'outdated',
    );
  });

  test('is outdated where the entry was made of something else before', () => {
    const step = decided({ there: [origin(), copy()], entry: record(copy()) });
    expect(step).toMatchObject({ action: 'Keep', outdated: { reason: 'CopyOutdated' } });
  });

  test('counts, found after a crash, as a copy of an origin that has not changed after it', () => {
    const step = decided({ there: [origin(), copy()] });
    expect(step).toMatchObject({ action: 'Keep', payload: { copiedFrom: copied().copiedFrom } });
    expect(step).not.toHaveProperty('outdated');
    expect(decided({ there: [origin({ modified: late }), copy()] })).toMatchObject({ outdated: {} });
  });

  test('is a conflict where it is not ours, or taken over without its value', () => {
    const there = [origin(), copy({ comment: '' })];
    expect(decided({ there })).toMatchObject({ failure: { reason: 'Conflict' } });
    const step = decided({ there, spec: { adoptionPolicy: 'IfUnowned' } });
    expect(step).toMatchObject({ action: 'Patch', patch: { comment: withMark('', us) } });
    expect(step?.action === 'Patch' && step.patch).not.toHaveProperty('value');
  });
});

describe('an outdated copy', () => {
  const there = [origin({ modified: late }), copy()];

  test('is made anew when an annotation says so, and this counts for no later change', () => {
    const step = decided({ there, entry: copied(), annotations: again });
    expect(step).toMatchObject({ action: 'Duplicate', why: 'CopiedAgain', replaces: copy(), origin: there[0] });
    const made = copy({ modified: '2026-11-24T15:00:00Z' });
    const after = step && entryAfter(step, success(made));
    expect(after && decided({ there: [...there.slice(0, 1), made], entry: after, annotations: again })).toMatchObject({
      action: 'Keep',
    });
    const rotated = origin({ modified: '2026-11-24T16:00:00Z' });
    expect(after && decided({ there: [rotated, made], entry: after, annotations: again })).toMatchObject({
      action: 'Keep',
      outdated: {},
    });
    const touched = copy({ modified: '2026-11-24T16:00:00Z' });
    expect(
      after && decided({ there: [...there.slice(0, 1), touched], entry: after, annotations: again }),
    ).toMatchObject({ action: 'Keep', outdated: {} });
  });

  test('needs no further place to be made anew', () => {
    expect(decided({ there, entry: copied(), annotations: again, used: 100 })).toMatchObject({ action: 'Duplicate' });
  });

  test.each(['', 'yes', early])('is left by an annotation that is no time, or an earlier one: "%s"', (said) => {
    const annotations = { 'secretsstore.dev/copy-again': said };
    expect(decided({ there, entry: copied(), annotations })).toMatchObject({ action: 'Keep' });
  });

  test('is not deleted where it is not recorded, or not ours', () => {
    const unrecorded = decided({ there, annotations: again });
    expect(unrecorded).toMatchObject({ action: 'Keep', outdated: {} });
    const theirs = [...there.slice(0, 1), copy({ comment: '' })];
    expect(decided({ there: theirs, entry: copied(), annotations: again })).toMatchObject({ action: 'Hold' });
  });

  test('that was deleted and could not be copied is copied in the next pass, under Report too', () => {
    const step = decided({ there, entry: copied(), annotations: again, spec: report });
    const failing = step && entryAfter(step, failed(retryable('CloudflareUnavailable', 'down')));
    const next = failing && decided({ there: there.slice(0, 1), entry: failing, annotations: again, spec: report });
    expect(next).toMatchObject({ action: 'Duplicate' });
  });
});

test('an origin that is written to beside its copy is copied when it rests', () => {
  const data = [
    { name: 'ORIGIN', key: 'key' },
    { name: 'KEY', copyOf: 'ORIGIN' },
  ];
  const ours = origin({ comment: withMark('', us) });
  const status = { entries: [record(ours, { text: 'before', source: 'key' })] };
  const { steps } = decide(observed({ resource: resource({ data }, { status }), store: store([ours]) }));
  expect(steps).toMatchObject([{ action: 'Patch' }, { action: 'Hold', failure: { reason: 'OriginNotReady' } }]);
});

test('a Secret that is missing holds up no copy', () => {
  const data = [
    { name: 'OTHER', key: 'key' },
    { name: 'KEY', copyOf: 'ORIGIN' },
  ];
  const failure = retryable('KubernetesUnavailable', 'down');
  const source = { kind: 'Unavailable', failure } as const;
  const { steps } = decide(observed({ resource: resource({ data }), store: store([origin()]), source }));
  expect(steps).toMatchObject([{ action: 'Hold', failure }, { action: 'Duplicate' }]);
});

test('a listing that shows another origin is worth a look, and a copy needs no digest to be settled', () => {
  const status = { observedGeneration: 1, entries: [copied()] };
  const of = resource({ data: [{ name: 'KEY', copyOf: 'ORIGIN' }] }, { status });
  expect(isResourceSettled(of)).toBe(true);
  expect(differsFromRecord(of, store([origin(), copy()]).remote)).toBe(false);
  expect(differsFromRecord(of, store([origin({ modified: late }), copy()]).remote)).toBe(true);
});
