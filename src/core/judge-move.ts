import { conditionsFor } from './conditions.ts';
import { chosenEntries } from './desired.ts';
import type { Observed } from './observed.ts';
import { placeTitle } from './pending-deletion.ts';
import type { Move } from './plan.ts';
import type { PassTimes, Verdict } from './verdict.ts';

/**
 * The verdict on a pass that finds that the resource's store leads elsewhere: nothing is done, and status says where each secret
 * is. Only once that is recorded is anything written at the new place, which is begun at once; so a crash leaves a true record.
 */
export function judgeMove({ resource }: Observed, { to, records, pending }: Move, { nowMs }: PassTimes): Verdict {
  const before = resource.status;
  const generation = resource.metadata.generation ?? 0;
  const secrets = pending.length === 1 ? '1 secret goes' : `${pending.length} secrets go`;
  const rest = `everything is written there; once all of it is active, ${secrets} that status.pendingDeletions names`;
  const message = `storeRef leads to ${placeTitle(to)} now: ${pending.length === 0 ? 'its secrets are there still' : rest}`;
  const { conditions } = conditionsFor(
    { kind: 'Progressing', reason: 'Moving', message, ready: 'Unknown' },
    { previous: before?.conditions ?? [], generation, nowMs },
  );
  return {
    // Without `source`: whatever the Secret has is read anew, for nothing of it is known at the new place.
    status: {
      observedGeneration: generation,
      conditions: [...conditions],
      store: to,
      entries: records,
      ...(pending.length > 0 && { pendingDeletions: pending }),
      synced: `0/${records.length || chosenEntries(resource.spec).length}`,
      ...(before?.lastSyncNow !== undefined && { lastSyncNow: before.lastSyncNow }),
      ...(before?.lastSyncTime !== undefined && { lastSyncTime: before.lastSyncTime }),
    },
    events: [{ type: 'Normal', reason: 'Moving', note: message }],
    next: { kind: 'RetryAfter', ms: 0 },
    finalizer: 'Leave',
  };
}
