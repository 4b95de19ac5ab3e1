import type { Condition, EntryStatus, SecretStatus } from '../api/resources.ts';
import { type Situation, conditionsFor } from './conditions.ts';
import { chosenEntries } from './desired.ts';
import { deletionEnd } from './deletion-end.ts';
import { entryAfter, failureAfter } from './entry-status.ts';
import { eventsBetween } from './event-note.ts';
import { isDeleting, isPlanOnly } from './lifecycle.ts';
import { listSome } from './list-some.ts';
import { backoffAfter, type NextLook } from './next-look.ts';
import type { Observed } from './observed.ts';
import type { Plan, Step } from './plan.ts';
import { plannedEntry, plannedFailure } from './planned-entry.ts';
import { changesIn, type Preview, previewOf } from './preview.ts';
import type { SyncFailure } from './sync-failure.ts';
import { handledAfter } from './sync-request.ts';
import type { Judged, PassTimes, Verdict } from './verdict.ts';

/** What is to be said of one pass, and when to look again. Pure: the same pass gives the same words. */
export function judge(judged: Judged, clock: PassTimes): Verdict {
  const { observed, plan } = judged;
  const { resource } = observed;
  const entries = plan.failure ? (resource.status?.entries ?? []) : entriesAfter(judged);
  const failures = failuresOf(judged);
  const preview = isPlanOnly(resource) && !plan.failure ? previewOf(plan, resource) : undefined;
  const situation = situationOf(judged, { entries, failures, preview });
  const previous = resource.status?.conditions ?? [];
  const generation = resource.metadata.generation ?? 0;
  const { conditions, graceLeftMs } = conditionsFor(situation, { previous, generation, nowMs: clock.nowMs });
  const end = deletionEnd(judged, { entries, failures }, clock);
  return {
    status: nextStatus(judged, { entries, conditions, preview, nowMs: clock.nowMs }),
    events: [...eventsBetween(previous, conditions), ...end.events],
    next:
      end.next ??
      nextLook({ failures, graceLeftMs, isRenamed: !isPlanOnly(resource) && isRenamed(plan.steps, entries) }),
    finalizer: end.finalizer,
  };
}

function entriesAfter({ observed, plan, outcomes }: Judged): readonly EntryStatus[] {
  if (isPlanOnly(observed.resource)) return plan.steps.flatMap((step) => plannedEntry(step) ?? []);
  return plan.steps.flatMap((step) => entryAfter(step, outcomes.get(step.name)) ?? []);
}

/** In the order of the plan, so that the same pass names the same one first, in whatever order its answers came. */
function failuresOf({ observed, plan, outcomes }: Judged): readonly SyncFailure[] {
  const ofEntries = isPlanOnly(observed.resource)
    ? plan.steps.flatMap((step) => plannedFailure(step) ?? [])
    : plan.steps.flatMap((step) => failureAfter(step, outcomes.get(step.name)) ?? []);
  return plan.failure ? [plan.failure, ...ofEntries] : ofEntries;
}

/** A person has to act on the worst; what only takes time is named last. */
const severity = { Terminal: 0, Retryable: 1, Waiting: 2 } as const;

interface Found {
  readonly entries: readonly EntryStatus[];
  readonly failures: readonly SyncFailure[];
  /** What would be done, where nothing is. */
  readonly preview: Preview | undefined;
}

function situationOf({ observed, plan }: Judged, { entries, failures, preview }: Found): Situation {
  if (plan.failure?.reason === 'Suspended') return { kind: 'Suspended', message: plan.failure.message };
  const [worst] = failures.toSorted((a, b) => severity[a.kind] - severity[b.kind]);
  if (worst) return { kind: 'Failing', failure: { ...worst, message: withOthers(worst, failures) } };
  if (preview && changesIn(preview) > 0) return planned(preview, observed);
  if (isDeleting(observed.resource)) {
    return {
      kind: 'Progressing',
      reason: 'Deleting',
      message: 'Its secrets are being deleted at Cloudflare',
      ready: 'False',
    };
  }
  const activating = entries.filter(({ state }) => state === 'Activating');
  if (activating.length > 0) {
    const names = activating.map(({ name }) => name);
    const message = `Written; Cloudflare has still to activate ${listSome(names, 3)}`;
    return { kind: 'Progressing', reason: 'Activating', message, ready: 'Unknown' };
  }
  const count = entries.filter(({ state }) => state !== 'Deleting').length;
  const secrets = count === 1 ? '1 secret is' : `${count} secrets are`;
  return { kind: 'Ready', reason: 'Synced', message: `${secrets} at Cloudflare as the spec says, and active` };
}

function planned(preview: Preview, { resource }: Observed): Situation {
  const changes = changesIn(preview);
  const secrets = changes === 1 ? '1 secret' : `${changes} secrets`;
  const message = isDeleting(resource)
    ? `Nothing is deleted at Cloudflare, and the resource waits: its mode is Plan, and Apply would delete ${secrets}; set ` +
      'spec.mode to Apply to have that done, or spec.deletionPolicy to Retain to let the resource go without'
    : `Nothing is written at Cloudflare: mode is Plan, and Apply would change ${secrets} (${preview.summary}), as ` +
      'status.plan says; set spec.mode to Apply to have that done';
  return { kind: 'Planned', reason: 'Planned', message };
}

function withOthers(worst: SyncFailure, failures: readonly SyncFailure[]): string {
  const others = failures.length - 1;
  return others === 0 ? worst.message : `${worst.message} (${others} more in status.entries)`;
}

function nextStatus(
  { observed, plan, outcomes }: Judged,
  found: Omit<Found, 'failures'> & { conditions: readonly Condition[]; nowMs: number },
): SecretStatus {
  const { resource, store, source } = observed;
  const before = resource.status;
  const looked = plan.failure === undefined;
  const place =
    looked && store.kind === 'Usable'
      ? { kind: resource.spec.storeRef.kind ?? 'SecretsStore', name: resource.spec.storeRef.name, ...store.address }
      : before?.store;
  const seen = looked ? seenNow(source) : seenBefore(resource);
  const wrote = [...outcomes.values()].some(({ ok }) => ok);
  const lastSyncNow = handledAfter(resource, store);
  const lastSyncTime = wrote ? new Date(found.nowMs).toISOString() : before?.lastSyncTime;
  return {
    observedGeneration: resource.metadata.generation ?? 0,
    conditions: [...found.conditions],
    ...(place && { store: place }),
    ...(seen && { source: seen }),
    entries: found.entries,
    synced: found.preview ? syncedIn(plan, found.preview) : syncedOf(observed, found.entries),
    ...(found.preview && { plan: found.preview }),
    ...(lastSyncNow !== undefined && { lastSyncNow }),
    ...(lastSyncTime !== undefined && { lastSyncTime }),
  };
}

type Seen = SecretStatus['source'];

const seenNow = (source: Observed['source']): Seen =>
  source.kind === 'Unavailable' || source.kind === 'Unneeded' ? undefined : { resourceVersion: source.resourceVersion };

/** What was seen counts for the spec that it was seen for: under another one, the Secret has to be read again. */
const seenBefore = ({ metadata, status }: Observed['resource']): Seen =>
  status?.observedGeneration === metadata.generation ? status?.source : undefined;

/** Of one that would be changed, the record says that it was Synced once. */
function syncedIn(
  { steps }: Plan,
  { counts: { deletions: _deletions, releases: _releases, ...wanted } }: Preview,
): string {
  const active = steps.filter(
    (step) => step.action === 'Keep' && !step.outdated && step.remote.status === 'active',
  ).length;
  return `${active}/${Object.values(wanted).reduce((sum, count) => sum + count, 0)}`;
}

function syncedOf({ resource }: Observed, entries: readonly EntryStatus[]): string {
  const wanted = entries.filter(({ state }) => state !== 'Deleting');
  const total = wanted.length || chosenEntries(resource.spec).length;
  return `${wanted.filter(({ state }) => state === 'Synced').length}/${total}`;
}

/** A secret has its new name, and can be used by it: the old one can go. */
const isRenamed = (steps: readonly Step[], entries: readonly EntryStatus[]): boolean =>
  steps.some(
    (step) => step.action === 'Linger' && entries.some(({ name, state }) => name === step.until && state === 'Synced'),
  );

interface Looking {
  readonly failures: readonly SyncFailure[];
  readonly graceLeftMs: number | undefined;
  readonly isRenamed: boolean;
}

function nextLook({ failures, graceLeftMs, isRenamed: isAtOnce }: Looking): NextLook {
  if (isAtOnce) return { kind: 'RetryAfter', ms: 0 };
  if (failures.some(({ kind }) => kind === 'Retryable')) return backoffAfter(failures);
  return graceLeftMs === undefined ? { kind: 'Done' } : { kind: 'RetryAfter', ms: graceLeftMs };
}
