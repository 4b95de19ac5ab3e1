import { describe, expect, test } from 'vitest';
import type { RecordedEntry } from '../../src/core/plan.ts';
import { differsFromRecord, isResourceSettled } from '../../src/core/settled.ts';
import { saysTheSame } from '../../src/core/status-equality.ts';
import { record, remote, remoteSecrets, resource } from './builders.ts';

const there = remote();
const known = record(there);
const withEntries = (entries: readonly RecordedEntry[], observedGeneration = 1) =>
  resource({}, { status: { observedGeneration, entries } });
const without = (part: 'digest' | 'source'): RecordedEntry => {
  const { [part]: _left, ...rest } = known;
  return rest;
};

describe('a resource is settled', () => {
  test.each(['Synced', 'Activating', 'Drifted'])('where its entry is %s', (state) => {
    expect(isResourceSettled(withEntries([{ ...known, state }]))).toBe(true);
  });

  test.each(['Failed', 'Waiting', 'Retrying', 'Deleting'])('but not where its entry is %s', (state) => {
    expect(isResourceSettled(withEntries([known, { ...known, name: 'B', state }]))).toBe(false);
  });

  test('but not where status speaks of another generation', () => {
    expect(isResourceSettled(withEntries([known], 0))).toBe(false);
    expect(isResourceSettled(resource())).toBe(false);
  });

  test.each(['digest', 'source'] as const)('but not where an entry has no %s', (part) => {
    expect(isResourceSettled(withEntries([without(part)]))).toBe(false);
  });
});

describe('a listing shows something else than status', () => {
  test.each([
    ['where the secret is gone', [], true],
    ['where it was changed', [remote({ modified: 'm2' })], true],
    ['where it is no longer active', [remote({ status: 'pending' })], true],
    ['but not where it is as recorded', [there], false],
  ])('%s', (_where, found, expected) => {
    expect(differsFromRecord(withEntries([known]), remoteSecrets(found))).toBe(expected);
  });

  test('where what is recorded as Activating is active', () => {
    const pending = withEntries([{ ...known, state: 'Activating' }]);
    expect(differsFromRecord(pending, remoteSecrets([there]))).toBe(true);
    expect(differsFromRecord(pending, remoteSecrets([remote({ status: 'pending' })]))).toBe(false);
  });
});

describe('a status says the same', () => {
  const status = { synced: '1/1', entries: [known, { ...known, name: 'B' }] };

  test('in whatever order the API server keeps its entries', () => {
    expect(saysTheSame(status, { ...status, entries: status.entries.toReversed() })).toBe(true);
  });

  test('for another version of the Secret with the same values', () => {
    const source = { resourceVersion: '1' };
    expect(saysTheSame({ ...status, source }, { ...status, source: { resourceVersion: '2' } })).toBe(true);
  });

  test('but not with another entry, nor where there was none', () => {
    expect(saysTheSame(status, { ...status, entries: [known] })).toBe(false);
    expect(saysTheSame(status, { ...status, entries: [known, { ...known, name: 'B', digest: 'v1:x' }] })).toBe(false);
    expect(saysTheSame(undefined, status)).toBe(false);
  });
});
