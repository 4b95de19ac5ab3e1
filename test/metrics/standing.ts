import type { Standing } from '../../src/sync/standing.ts';

/** One of everything. */
export const standing = (parts: Partial<Standing> = {}): Standing => ({
  leadership: () => 'Leads',
  queues: () => ({
    Resources: { depth: 3, active: 2, delayed: 1, deferred: 4, oldestMs: 1_500 },
    Stores: { depth: 0, active: 1, delayed: 0, deferred: 0, oldestMs: 0 },
  }),
  watches: () => [
    {
      kind: 'Secret',
      isListed: true,
      silentMs: 2_500,
      longestMs: 605_000,
      restarts: 4,
      failures: 3,
      missed: 1,
    },
  ],
  stores: () => [
    {
      kind: 'SecretsStore',
      namespace: 'shop',
      name: 'default',
      isReady: true,
      quota: { limit: 100, used: 7 },
      orphans: 2,
      credentialEndsAtMs: 1_800_000_000_000,
    },
    {
      kind: 'ClusterSecretsStore',
      namespace: '',
      name: 'shared',
      isReady: false,
      quota: undefined,
      orphans: undefined,
      credentialEndsAtMs: undefined,
    },
  ],
  entries: () => [
    { state: 'Synced', reason: '', count: 5 },
    { state: 'Failed', reason: 'Conflict', count: 1 },
  ],
  budgets: () => [
    { credential: 'ApiToken', limit: 960, remaining: 900, waiting: { Change: 1, Resync: 0 }, postponed: 2 },
    { credential: 'ApiToken', limit: 80, remaining: 10, waiting: { Change: 1, Resync: 4 }, postponed: 1 },
    { credential: 'GlobalApiKey', limit: 960, remaining: 960, waiting: { Change: 0, Resync: 0 }, postponed: 0 },
  ],
  ...parts,
});
