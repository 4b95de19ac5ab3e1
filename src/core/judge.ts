import type { EntryStatus } from '../api/resources.ts';
import { conditionsFor } from './conditions.ts';
import { deletionEnd } from './deletion-end.ts';
import { entryAfter, failureAfter } from './entry-status.ts';
import { eventsBetween } from './event-note.ts';
import { judgeMove } from './judge-move.ts';
import { afterRelease, pendingOf } from './leftover-end.ts';
import { leftoverFailures } from './leftover-status.ts';
import { isPlanOnly } from './lifecycle.ts';
import { backoffAfter, type NextLook } from './next-look.ts';
import { nextStatus, staysAsRecorded } from './next-status.ts';
import type { Leftover, Step } from './plan.ts';
import { plannedEntry, plannedFailure } from './planned-entry.ts';
import { previewOf } from './preview.ts';
import { pendingReleasedNote } from './released.ts';
import { situationOf } from './situation.ts';
import { lacksSource, sourceGoneInMs, untoldOfSource } from './source-gone.ts';
import type { SyncFailure } from './sync-failure.ts';
import type { Judged, PassTimes, Verdict } from './verdict.ts';

/** What is to be said of one pass, and when to look again. Pure: the same pass gives the same words. */
export function judge(judged: Judged, clock: PassTimes): Verdict {
  const { observed, plan } = judged;
  const { resource } = observed;
  if (plan.move && !isPlanOnly(resource)) return judgeMove(observed, plan.move, clock);
  const entries = staysAsRecorded(plan) ? (resource.status?.entries ?? []) : entriesAfter(judged);
  const { leftovers, released } = afterRelease(judged);
  const pending = pendingOf(judged, leftovers);
  const failures = failuresOf(judged, leftovers);
  const preview = isPlanOnly(resource) && !plan.failure ? previewOf(plan, resource) : undefined;
  const situation = situationOf(judged, { entries, pending, failures, preview });
  const previous = resource.status?.conditions ?? [];
  const generation = resource.metadata.generation ?? 0;
  const { conditions, graceLeftMs } = conditionsFor(situation, { previous, generation, nowMs: clock.nowMs });
  const end = deletionEnd(judged, { entries, pending, failures }, clock);
  return {
    status: nextStatus(judged, { entries, pending, conditions, preview, nowMs: clock.nowMs }),
    events: [
      ...eventsBetween(previous, conditions),
      ...(released.length > 0 ? [pendingReleasedNote(released)] : []),
      ...end.events,
    ],
    next:
      end.next ??
      nextLook({
        failures,
        soonestMs: Math.min(graceLeftMs ?? Infinity, sourceGoneInMs(observed) ?? Infinity),
        isDue: !isPlanOnly(resource) && (isRenamed(plan.steps, entries) || isOldPlaceDue(judged, entries)),
      }),
    finalizer: end.finalizer,
  };
}

function entriesAfter({ observed, plan, outcomes }: Judged): readonly EntryStatus[] {
  if (isPlanOnly(observed.resource)) return plan.steps.flatMap((step) => plannedEntry(step) ?? []);
  return plan.steps.flatMap((step) => entryAfter(step, outcomes.get(step.name)) ?? []);
}

/** In the order of the plan, so that the same pass names the same one first, in whatever order its answers came. */
function failuresOf(
  { observed, plan, outcomes, leftoverOutcomes = new Map() }: Judged,
  leftovers: readonly Leftover[],
): readonly SyncFailure[] {
  const ofEntries = isPlanOnly(observed.resource)
    ? plan.steps.flatMap((step) => plannedFailure(step) ?? [])
    : plan.steps.flatMap((step) => failureAfter(step, outcomes.get(step.name)) ?? []);
  const ofLeftovers = leftoverFailures(
    isPlanOnly(observed.resource) ? leftovers.filter(({ step }) => step.action === 'Hold') : leftovers,
    leftoverOutcomes,
  );
  const ofAll = plan.failure ? [plan.failure] : untoldOfSource(observed, ofEntries);
  return [...ofAll, ...ofEntries, ...ofLeftovers];
}

/** A secret has its new name, and can be used by it: the old one can go. */
const isRenamed = (steps: readonly Step[], entries: readonly EntryStatus[]): boolean =>
  steps.some(
    (step) => step.action === 'Linger' && entries.some(({ name, state }) => name === step.until && state === 'Synced'),
  );

/** Everything that is wanted can be used at the new place: what is at the old ones can go. */
const isOldPlaceDue = ({ observed, plan }: Judged, entries: readonly EntryStatus[]): boolean =>
  !lacksSource(observed) &&
  entries.every(({ state }) => state === 'Synced' || state === 'Deleting') &&
  plan.leftovers.some(({ step }) => step.action === 'Wait' && step.until === 'Active');

interface Looking {
  readonly failures: readonly SyncFailure[];
  /** When what is found now would be judged otherwise; infinite where it would not. */
  readonly soonestMs: number;
  /** Something can be done now that had to wait for what this pass has done. */
  readonly isDue: boolean;
}

function nextLook({ failures, soonestMs, isDue }: Looking): NextLook {
  if (isDue) return { kind: 'RetryAfter', ms: 0 };
  if (failures.some(({ kind }) => kind === 'Retryable')) return backoffAfter(failures);
  return soonestMs === Infinity ? { kind: 'Done' } : { kind: 'RetryAfter', ms: soonestMs };
}
