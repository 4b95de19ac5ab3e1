import { describe, expect, test } from 'vitest';
import type { SecretStatus } from '../../src/api/resources.ts';
import { isRecordedBy, recordedAmong, recordedIds } from '../../src/core/recorded-ids.ts';
import { address, resource } from './builders.ts';

const left = { name: 'LEFT', store: { kind: 'SecretsStore', name: 'old', ...address }, reason: 'Moved' } as const;
const recording = (ids: readonly string[], leftIds: readonly string[] = []) => {
  const status = {
    entries: [
      ...ids.map((secretId) => ({ name: secretId.toUpperCase(), state: 'Synced', secretId })),
      { name: 'NOT_YET', state: 'Retrying' },
    ],
    pendingDeletions: leftIds.map((secretId) => ({ ...left, secretId })),
  };
  return resource({}, { status: status as unknown as SecretStatus });
};

describe('what status records', () => {
  test.each([
    ['a resource without a status', resource(), []],
    ['entries, of which one has no secret yet', recording(['a', 'b']), ['a', 'b']],
    ['an entry, and what is still to go elsewhere', recording(['a'], ['c']), ['a', 'c']],
  ])('%s', (_what, one, ids) => {
    expect(recordedIds(one)).toEqual(ids);
    expect(['a', 'b', 'c'].filter((id) => isRecordedBy(one, id))).toEqual(ids);
    expect([...recordedAmong(new Set(['a', 'b', 'c']), [one])]).toEqual(ids);
  });
});

test('among ids are found those that any resource records, and no others', () => {
  const resources = [recording(['a']), resource(), recording(['x'], ['c'])];
  expect([...recordedAmong(new Set(['a', 'b', 'c']), resources)]).toEqual(['a', 'c']);
});
