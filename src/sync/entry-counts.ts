import type { SecretsStoreSecret } from '../api/resources.ts';

/** How many entries are in one state for one reason, as their status says; what is left in an old store is Deleting. */
export interface EntryCount {
  readonly state: string;
  /** "" where nothing is wrong. */
  readonly reason: string;
  readonly count: number;
}

export function entryCounts(resources: Iterable<SecretsStoreSecret>): readonly EntryCount[] {
  const counts = new Map<string, EntryCount>();
  for (const { status } of resources) {
    const left = (status?.pendingDeletions ?? []).map(({ reason }) => ({ state: 'Deleting', reason }));
    for (const { state, reason = '' } of [...(status?.entries ?? []), ...left]) {
      const key = `${state}/${reason}`;
      const { count = 0 } = counts.get(key) ?? {};
      counts.set(key, { state, reason, count: count + 1 });
    }
  }
  return [...counts.values()];
}
