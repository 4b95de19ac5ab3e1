import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Outcome } from '../../src/core/entry-status.ts';
import type { Observed } from '../../src/core/observed.ts';
import { withMark } from '../../src/core/ownership.ts';
import { failed, success } from '../../src/core/result.ts';
import { retryable, terminal, waiting } from '../../src/core/sync-failure.ts';
import { tallyOf } from '../../src/core/tally.ts';
import { deleting, neighbour, observed, record, remote, resource, source, store } from './builders.ts';

const done: Outcome = success(remote());
const gone: Outcome = success(undefined);
const down: Outcome = failed(retryable('CloudflareUnavailable', 'down'));
const refused: Outcome = failed(terminal('RequestRejected', 'refused'));

const tally = (seen: Observed, outcomes: Readonly<Record<string, Outcome>> = {}) =>
  tallyOf({ observed: seen, plan: decide(seen), outcomes: new Map(Object.entries(outcomes)) });

const nothing = { Create: 0, Duplicate: 0, Patch: 0, Release: 0, Delete: 0 };
const there = remote();
/** KEY is there and recorded; the parts say what is otherwise. */
const recorded = (spec: Parameters<typeof resource>[0], parts: Partial<Observed> = {}): Observed =>
  observed({ resource: resource(spec, { status: { entries: [record(there)] } }), store: store([there]), ...parts });

const goes = (spec: Parameters<typeof resource>[0]) =>
  observed({
    resource: resource(spec, { metadata: deleting, status: { entries: [record(there)] } }),
    store: store([there]),
  });

describe('a pass that writes', () => {
  test('counts what was written, and no drift and no adoption', () => {
    expect(tally(observed(), { KEY: done })).toEqual({
      writes: { ...nothing, Create: 1 },
      driftCorrections: 0,
      adoptions: 0,
      conflicts: 0,
      progress: 'Confirmed',
    });
    expect(tally(recorded({}, { source: source({ key: 'other' }) }), { KEY: done }).writes).toEqual({
      ...nothing,
      Patch: 1,
    });
  });

  test('does not count what failed', () => {
    expect(tally(observed(), { KEY: down }).writes).toEqual(nothing);
  });

  test('counts what a deleted resource leaves', () => {
    expect(tally(goes({}), { KEY: gone }).writes).toEqual({ ...nothing, Delete: 1 });
    expect(tally(goes({ deletionPolicy: 'Retain' }), { KEY: done }).writes).toEqual({ ...nothing, Release: 1 });
  });
});

test('a copy counts as one', () => {
  const data = [{ name: 'COPY', copyOf: 'KEY' }];
  const seen = observed({ resource: resource({ data }), store: store([there]) });
  expect(tally(seen, { COPY: done }).writes).toEqual({ ...nothing, Duplicate: 1 });
});

test('a pass that only plans comes to nothing', () => {
  const foreign = store([remote({ comment: withMark('', neighbour) })]);
  const planned = resource({ mode: 'Plan' });
  expect(tally(observed({ resource: planned }))).toMatchObject({ writes: nothing, progress: 'Unneeded' });
  expect(tally(observed({ resource: planned, store: foreign }))).toMatchObject({ conflicts: 0 });
});

describe('drift', () => {
  test('is counted where it was set right, whether the secret was deleted or changed', () => {
    expect(tally(recorded({}, { store: store() }), { KEY: done })).toMatchObject({ driftCorrections: 1 });
    const changed = store([remote({ modified: 'm2' })]);
    expect(tally(recorded({}, { store: changed }), { KEY: done })).toMatchObject({ driftCorrections: 1 });
    expect(tally(recorded({}, { store: changed }), { KEY: down })).toMatchObject({ driftCorrections: 0 });
  });

  test('is not counted where it is only reported', () => {
    expect(tally(recorded({ driftPolicy: 'Report' }, { store: store() }))).toMatchObject({ driftCorrections: 0 });
  });
});

describe('what somebody else has made', () => {
  const foreign = store([remote({ comment: withMark('', neighbour) })]);

  test('counts as an adoption where it was taken over', () => {
    const seen = observed({ resource: resource({ adoptionPolicy: 'Always' }), store: foreign });
    expect(tally(seen, { KEY: done })).toMatchObject({ adoptions: 1, conflicts: 0 });
  });

  test('counts as a conflict once: not again while status says so', () => {
    expect(tally(observed({ store: foreign }))).toMatchObject({ adoptions: 0, conflicts: 1, progress: 'Unneeded' });
    const entries = [{ name: 'KEY', state: 'Failed', reason: 'Conflict' }];
    const again = observed({ resource: resource({}, { status: { entries } }), store: foreign });
    expect(tally(again)).toMatchObject({ conflicts: 0 });
  });

  test('is no conflict yet where an answer has told of it: it is looked at again', () => {
    const taken: Outcome = failed(retryable('Conflict', 'taken meanwhile'));
    expect(tally(observed(), { KEY: taken })).toMatchObject({ conflicts: 0, progress: 'Pending' });
  });
});

describe('a change', () => {
  const two = { data: ['A', 'B'].map((name) => ({ name, key: 'key' })) };

  test.each([
    ['is confirmed when all is written', observed(), { KEY: done }, 'Confirmed'],
    [
      'is pending while something is tried again',
      observed({ resource: resource(two) }),
      { A: done, B: down },
      'Pending',
    ],
    ['is confirmed as far as it can be', observed({ resource: resource(two) }), { A: done, B: refused }, 'Confirmed'],
    ['is over where nothing is to be written', recorded({}), {}, 'Unneeded'],
    ['is over where only a user can go on', observed(), { KEY: refused }, 'Unneeded'],
    [
      'is over where something is missing: its arrival is another change',
      observed({ source: { kind: 'Unavailable', failure: waiting('SecretNotFound', 'missing') } }),
      {},
      'Unneeded',
    ],
    [
      'is pending while its source cannot be read',
      observed({ source: { kind: 'Unavailable', failure: retryable('KubernetesUnavailable', 'down') } }),
      {},
      'Pending',
    ],
    [
      'is pending while its source cannot be read, though nothing is known that it would change',
      observed({
        resource: resource({ dataFrom: { include: ['*'] }, data: [] }),
        source: { kind: 'Unavailable', failure: retryable('KubernetesUnavailable', 'down') },
      }),
      {},
      'Pending',
    ],
    [
      'is over where the store cannot be used',
      observed({ store: { kind: 'Unusable', failure: waiting('StoreNotReady', 'closed') } }),
      {},
      'Unneeded',
    ],
  ] as const)('%s', (_what, seen, outcomes, progress) => {
    expect(tally(seen, outcomes).progress).toBe(progress);
  });
});
