import type { CredentialBudget } from '../cloudflare/api.ts';
import { type EntryCount, entryCounts } from './entry-counts.ts';
import type { WorkQueue } from '../runtime/work-queue.ts';
import type { Context } from './context.ts';
import type { Mirrors } from './mirrors.ts';
import { type StoreStanding, storeStandings } from './store-standing.ts';
import { type WatchStanding, watchStandings } from './watch-standing.ts';

/** How things stand in a running operator. Each function looks when it is called, at what is in memory alone. */
export interface Standing {
  /** `Lapsed`: it has led, and may write no more. */
  readonly leadership: () => 'StandsBy' | 'Leads' | 'Lapsed';
  readonly watches: () => readonly WatchStanding[];
  readonly queues: () => Readonly<Record<'Resources' | 'Stores', QueueStanding>>;
  readonly stores: () => readonly StoreStanding[];
  readonly entries: () => readonly EntryCount[];
  readonly budgets: () => readonly CredentialBudget[];
}

interface QueueStanding extends Readonly<Pick<WorkQueue, 'depth' | 'active' | 'delayed' | 'oldestMs'>> {
  /** Keys that wait until their store has a place for them. */
  readonly deferred: number;
}

interface Insight {
  readonly context: Context;
  readonly mirrors: Mirrors;
  /** Whether the queues are worked on, or have been. */
  readonly isAwake: () => boolean;
}

export const standingOf = ({ context, mirrors, isAwake }: Insight): Standing => ({
  leadership: () => {
    if (context.fence.isOpen) return 'Leads';
    return isAwake() ? 'Lapsed' : 'StandsBy';
  },
  watches: () => watchStandings(mirrors),
  queues: () => ({
    Resources: queueStanding(context.queues.resources, context.inFlight.parked),
    Stores: queueStanding(context.queues.stores, 0),
  }),
  stores: () => storeStandings(context),
  entries: () => entryCounts(context.caches.resources.values()),
  budgets: () => context.cloudflare.budgets(),
});

const queueStanding = ({ depth, active, delayed, oldestMs }: WorkQueue, deferred: number): QueueStanding => ({
  depth,
  active,
  delayed,
  deferred,
  oldestMs,
});
