import type { SecretsStoreSecret } from '../api/resources.ts';

/** How many entries are in one state for one reason, as their status says. */
export interface EntryCount {
  readonly state: string;
  /** "" where nothing is wrong. */
  readonly reason: string;
  readonly count: number;
}

export function entryCounts(resources: Iterable<SecretsStoreSecret>): readonly EntryCount[] {
  const counts = new Map<string, EntryCount>();
  for (const { status } of resources) {
    for (const { state, reason = '' } of status?.entries ?? []) {
      const key = `${state}/${reason}`;
      const { count = 0 } = counts.get(key) ?? {};
      counts.set(key, { state, reason, count: count + 1 });
    }
  }
  return [...counts.values()];
}
