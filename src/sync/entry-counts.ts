import type { SecretsStoreSecret } from '../api/resources.ts';

/** How many entries are in one state for one reason, as their status says; what is left in an old store is Deleting. */
export interface EntryCount {
  readonly state: string;
  /** "" where nothing is wrong. */
  readonly reason: string;
  readonly count: number;
}

/** Of thousands of resources, whenever somebody scrapes the metrics: nothing is made for each entry. */
export function entryCounts(resources: Iterable<SecretsStoreSecret>): readonly EntryCount[] {
  const byState = new Map<string, Map<string, number>>();
  const add = (state: string, reason = ''): void => {
    const byReason = byState.get(state) ?? new Map<string, number>();
    byState.set(state, byReason.set(reason, (byReason.get(reason) ?? 0) + 1));
  };
  for (const { status } of resources) {
    for (const { state, reason } of status?.entries ?? []) add(state, reason);
    for (const { reason } of status?.pendingDeletions ?? []) add('Deleting', reason);
  }
  return [...byState].flatMap(([state, byReason]) =>
    [...byReason].map(([reason, count]) => ({ state, reason, count })),
  );
}
