import { expect, test } from 'vitest';
import { entryCounts } from '../../src/sync/entry-counts.ts';
import { resource } from '../core/builders.ts';

const conflict = { state: 'Failed', reason: 'Conflict' };

const store = { kind: 'SecretsStore', name: 'before', accountId: 'acc', storeId: 'store' };

test('the entries of all resources are counted by state and reason', () => {
  const resources = [
    resource(
      {},
      {
        status: {
          entries: [
            { name: 'A', state: 'Synced' },
            { name: 'B', ...conflict },
          ],
        },
      },
    ),
    resource(
      {},
      {
        status: {
          entries: [
            { name: 'C', state: 'Synced' },
            { name: 'D', state: 'Failed', reason: 'KeyMissing' },
          ],
        },
      },
    ),
    resource({}, { status: { entries: [{ name: 'E', ...conflict }] } }),
    resource({}, { status: { pendingDeletions: [{ name: 'F', secretId: 'id', store, reason: 'OldStoreNotReady' }] } }),
    resource({}, { status: {} }),
    resource(),
  ];
  expect(entryCounts(resources)).toEqual([
    { state: 'Synced', reason: '', count: 2 },
    { ...conflict, count: 2 },
    { state: 'Failed', reason: 'KeyMissing', count: 1 },
    { state: 'Deleting', reason: 'OldStoreNotReady', count: 1 },
  ]);
});
