import type { Tally, WriteAction } from '../core/tally.ts';
import type { Metrics, PassReport, ReleaseCause } from '../sync/metrics.ts';
import { ChangeTimes } from './change-times.ts';
import type { Instruments } from './instruments.ts';

const actions: readonly WriteAction[] = ['Create', 'Duplicate', 'Patch', 'Release', 'Delete'];
const kinds: readonly PassReport['kind'][] = ['SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore'];
const causes: readonly ReleaseCause[] = ['Deleted', 'Abandoned', 'Released', 'Unneeded'];

/** Counts what the passes over resources and stores tell. `nowMs` never runs backwards. */
export function countPasses(instruments: Instruments, nowMs: () => number): Metrics {
  const changes = new ChangeTimes(nowMs);
  const passes = createPassCounters(instruments);
  const writes = createWriteCounters(instruments);
  return {
    passEnded: ({ kind, result, tookMs }) => {
      passes.ended.inc({ kind, result });
      passes.took.observe({ kind }, tookMs / 1000);
    },
    changeSeen: (resource) => changes.seen(resource),
    pushed: (resource, tally) => {
      writes.add(tally);
      if (tally.progress === 'Pending') return;
      const tookMs = changes.over(resource);
      if (tally.progress === 'Confirmed' && tookMs !== undefined) passes.latency.observe(tookMs / 1000);
    },
    resourceGone: (resource) => void changes.over(resource),
    finalizerReleased: (cause) => writes.released.inc({ cause }),
    orphansDeleted: (count) => writes.orphans.inc(count),
  };
}

function createPassCounters({ counter, histogram }: Instruments) {
  const ended = counter({
    name: 'secrets_store_operator_reconciles_total',
    help: 'Passes over a resource or a store, by what became of them.',
    labels: ['kind', 'result'],
  });
  const took = histogram({
    name: 'secrets_store_operator_reconcile_duration_seconds',
    help: 'How long a pass took, the wait for Cloudflare included.',
    labels: ['kind'],
    buckets: [0.01, 0.1, 1, 10],
  });
  const latency = histogram({
    name: 'secrets_store_operator_sync_latency_seconds',
    help: 'From the moment that a watch told of a change until Cloudflare had confirmed all writes that follow from it.',
    buckets: [0.1, 0.3, 1, 3, 10, 60, 300],
  });
  // Prometheus sees no increase where a counter begins at 1, and the first bug is to be told.
  for (const kind of kinds) ended.inc({ kind, result: 'Bug' }, 0);
  return { ended, took, latency };
}

function createWriteCounters({ counter }: Instruments) {
  const written = counter({
    name: 'secrets_store_operator_secret_writes_total',
    help: 'Secrets that were written at Cloudflare, by what was done to them.',
    labels: ['action'],
  });
  const drift = counter({
    name: 'secrets_store_operator_drift_corrections_total',
    help: 'Secrets that somebody else had changed or deleted and that were set right.',
  });
  const adoptions = counter({
    name: 'secrets_store_operator_adoptions_total',
    help: 'Secrets of somebody else that were taken over, as adoptionPolicy allows.',
  });
  const conflicts = counter({
    name: 'secrets_store_operator_conflicts_total',
    help: 'Entries that found their name taken by somebody else.',
  });
  const orphans = counter({
    name: 'secrets_store_operator_orphans_deleted_total',
    help: 'Secrets with our mark that no resource recorded and that were deleted, as orphanPolicy says.',
  });
  const released = counter({
    name: 'secrets_store_operator_finalizers_released_total',
    help: 'Finalizers that were taken off a resource.',
    labels: ['cause'],
  });
  for (const action of actions) written.inc({ action }, 0);
  for (const cause of causes) released.inc({ cause }, 0);
  return {
    released,
    orphans,
    add: (tally: Tally): void => {
      for (const action of actions) written.inc({ action }, tally.writes[action]);
      drift.inc(tally.driftCorrections);
      adoptions.inc(tally.adoptions);
      conflicts.inc(tally.conflicts);
    },
  };
}
