import type { Condition, EntryStatus, SecretStatus } from '../api/resources.ts';
import { chosenEntries } from './desired.ts';
import { isDeleting } from './lifecycle.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './plan.ts';
import type { Preview } from './preview.ts';
import type { Found } from './situation.ts';
import { handledAfter } from './sync-request.ts';
import type { Judged } from './verdict.ts';

/** Nothing was carried out: what is recorded is true still. */
export const staysAsRecorded = ({ failure, move }: Plan): boolean => failure !== undefined || move !== undefined;

/** The whole status after a pass. */
export function nextStatus(
  { observed, plan, outcomes, leftoverOutcomes = new Map() }: Judged,
  found: Omit<Found, 'failures'> & { conditions: readonly Condition[]; nowMs: number },
): SecretStatus {
  const { resource, source } = observed;
  const before = resource.status;
  const looked = !staysAsRecorded(plan);
  const place = looked ? placeAfter(observed) : before?.store;
  const seen = looked || source.kind === 'Unavailable' ? seenNow(source) : seenBefore(resource);
  const wrote = [...outcomes.values(), ...leftoverOutcomes.values()].some(({ ok }) => ok);
  const lastSyncNow = handledAfter(resource, observed.store);
  const lastSyncTime = wrote ? new Date(found.nowMs).toISOString() : before?.lastSyncTime;
  return {
    observedGeneration: resource.metadata.generation ?? 0,
    conditions: [...found.conditions],
    ...(place && { store: place }),
    ...(seen && { source: seen }),
    entries: found.entries,
    ...(found.pending.length > 0 && { pendingDeletions: found.pending }),
    synced: found.preview ? syncedIn(plan, found.preview) : syncedOf(observed, found.entries),
    ...(found.preview && { plan: found.preview }),
    ...(lastSyncNow !== undefined && { lastSyncNow }),
    ...(lastSyncTime !== undefined && { lastSyncTime }),
  };
}

/** One that is being deleted is deleted where it was, whatever its store leads to by now. */
function placeAfter({ resource, store }: Observed): SecretStatus['store'] {
  const before = resource.status?.store;
  if (store.kind === 'Unusable' || (before && isDeleting(resource))) return before;
  const { kind = 'SecretsStore', name } = resource.spec.storeRef;
  return { kind, name, ...store.address };
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
