import { invalidSpec } from './as-our-kind.ts';
import { decideCopy } from './decide-copy.ts';
import { decideWanted, hold } from './decide-entry.ts';
import { decideRename, endsOfFormers, formerOf } from './decide-rename.ts';
import { decideLeftovers, keepLeftovers } from './decide-leftovers.ts';
import { decideRemovals, type Removal } from './decide-removal.ts';
import type { DesiredEntry } from './desired.ts';
import { digestOf, unknownDigest } from './digest.ts';
import type { ValueSource } from './entry-source.ts';
import { forbiddenBy, isShared } from './fence.ts';
import { finalizerChange } from './finalizer-change.ts';
import { isDeleting } from './lifecycle.ts';
import { afterMove, moveOf, tooManyPending } from './move.ts';
import { namedEntries } from './named-entries.ts';
import { nameOfSecret } from './name-of-secret.ts';
import { obstacleTo } from './obstacle.ts';
import type { Observed, UsableStore } from './observed.ts';
import { originFor } from './origin.ts';
import { untilOriginsRest } from './until-origins-rest.ts';
import { payloadOf } from './payload.ts';
import type { Payload, Plan, RecordedEntry, Step } from './plan.ts';
import { withinQuota } from './quota.ts';
import { isSourceGone, lacksSource } from './source-gone.ts';
import { withinDeletions } from './within-deletions.ts';
import { failed, type Result, success } from './result.ts';
import type { SyncFailure } from './sync-failure.ts';
import { tooManyEntries, tooMuchToMatch } from './too-many-entries.ts';

/** What should change, and why: all the rules for a SecretsStoreSecret, in the order in which they count. Pure. */
export function decide(observed: Observed): Plan {
  const misfit = isDeleting(observed.resource) ? undefined : invalidSpec(observed.resource);
  if (misfit) return { ...withoutSteps(observed, misfit), finalizer: 'Leave' };
  const move = isDeleting(observed.resource) ? undefined : moveOf(observed);
  if (move === undefined) return decideHere(observed);
  const obstacle = obstacleTo(observed) ?? tooManyPending(move) ?? lackOfSource(observed);
  if (obstacle) return withoutSteps(observed, obstacle);
  const plan = decideHere(afterMove(observed, move));
  return plan.failure ? withoutSteps(observed, plan.failure) : { ...plan, move };
}

/** By what status records at the place to which the store leads. */
function decideHere(observed: Observed): Plan {
  const { resource, store } = observed;
  const obstacle = obstacleTo(observed);
  if (obstacle) return withoutSteps(observed, obstacle);
  if (store.kind === 'Unusable') return { ...withoutSteps(observed, store.failure), leftovers: elsewhere(observed) };
  const work = tooMuchToMatch(observed);
  if (work) return withoutSteps(observed, work);
  const steps = isDeleting(resource)
    ? decideRemovals(observed, store, departing(observed, store))
    : decideEntries(observed, store);
  const failure = tooManyEntries(observed, steps);
  if (failure) return withoutSteps(observed, failure);
  return { steps, leftovers: decideLeftovers(observed, steps), finalizer: finalizerChange(observed, steps) };
}

const withoutSteps = (observed: Observed, failure: SyncFailure): Plan => ({
  steps: [],
  leftovers: keepLeftovers(observed),
  finalizer: finalizerChange(observed, []),
  failure,
});

/** What is to be deleted elsewhere need not wait for a store that cannot be used. */
const elsewhere = (observed: Observed): Plan['leftovers'] =>
  isDeleting(observed.resource) ? decideLeftovers(observed, []) : keepLeftovers(observed);

/**
 * Where the Secret is not there, or cannot be read, what the spec may still want of it is held as it is. What it certainly no
 * longer names goes; with `dataFrom`, only the keys could tell what that is. Where the Secret is gone and the spec says that
 * what was made of it goes along, only copies are wanted.
 */
function decideEntries(observed: Observed, store: UsableStore): readonly Step[] {
  const { source, records, resource } = observed;
  const isGone = isSourceGone(observed);
  const wanted = namedEntries(observed).filter((entry) => !isGone || entry.source.kind === 'Copy');
  const steps = wanted.map((entry) => decideOne(observed, store, entry));
  const formers = endsOfFormers(wanted, observed, store);
  const others = without(without(records, wanted), formers);
  const ends =
    source.kind === 'Unavailable' && resource.spec.dataFrom !== undefined && !isGone
      ? others.map((record): Step => ({ name: record.name, record, action: 'Hold', failure: source.failure }))
      : decideRemovals(observed, store, others).map((end) => (isGone ? withCause(end) : end));
  const allowed = withinDeletions(ends, resource);
  const { name, quota, quotaReserve, address } = store;
  const isMoving = observed.pending.some((one) => one.store.accountId === address.accountId);
  return withinQuota([...untilOriginsRest(steps, store), ...formers, ...allowed], {
    name,
    quota,
    quotaReserve,
    isMoving,
  });
}

const withCause = (end: Removal): Removal => (end.action === 'Forget' ? end : { ...end, why: 'SourceGone' });

function decideOne(observed: Observed, store: UsableStore, entry: DesiredEntry): Step {
  const { owner, resource } = observed;
  const { source } = entry;
  const record = observed.records.find(({ name }) => name === entry.name);
  const problem = entry.problem ?? forbiddenBy(store.fence, entry);
  if (problem) return hold({ entry, record }, problem);
  const wanted = {
    entry,
    record,
    remote: store.remote.byName(entry.name),
    rival: observed.rivalFor(entry.name),
    owner,
    storeName: store.name,
    isShared: isShared(store.fence),
  };
  const former = formerOf(entry, observed, store);
  if (former && wanted.remote === undefined)
    return decideRename(former, { ...wanted, spec: resource.spec }, { observed, store });
  if (source.kind === 'Copy') {
    const origin = originFor({ name: entry.name, copyOf: source.copyOf }, store, owner);
    return decideCopy({ ...wanted, source, origin, resource });
  }
  const payload = entryPayload(observed, store, { ...entry, source });
  if (!payload.ok) return hold({ entry, record }, payload.failure);
  return decideWanted({ ...wanted, payload: payload.value, spec: resource.spec });
}

function entryPayload(
  observed: Observed,
  store: UsableStore,
  entry: DesiredEntry & { readonly source: ValueSource },
): Result<Payload, SyncFailure> {
  const { source, resource, maxValueBytes, records } = observed;
  if (source.kind === 'Unavailable') return failed(source.failure);
  if (source.kind !== 'Read') {
    const { source: made, digest = '' } = records.find(({ name }) => name === entry.name) ?? {};
    return success({ kind: 'Recorded', digest: made === entry.key && digest !== unknownDigest ? digest : '' });
  }
  const value = payloadOf(entry, { secretName: nameOfSecret(resource), keys: source.keys, maxValueBytes });
  if (!value.ok) return failed(value.failure);
  const digest = digestOf(value.value, entry.name, { key: source.digestKey, address: store.address });
  return success({ kind: 'Read', value: value.value, digest });
}

/**
 * What must go with the resource: all that is recorded, and what the spec names, in case that we died between a create and
 * its record; the record may then speak of a failed try, or of the secret that was there before. The mark decides about
 * each in the end.
 */
function departing(observed: Observed, { remote }: UsableStore): readonly RecordedEntry[] {
  const { records } = observed;
  const named = namedEntries(observed);
  const names = new Set(named.flatMap(({ name, formerName = [] }) => [name, formerName].flat()));
  const found = [...names].flatMap((name): readonly RecordedEntry[] => {
    const secret = remote.byName(name);
    const record = records.find((candidate) => candidate.name === name);
    return secret ? [{ ...record, name, state: 'Deleting', secretId: secret.id }] : [];
  });
  return [...found, ...without(records, found)];
}

/** Where nothing could be written at the new place, everything stays at the old one, and recorded there. */
const lackOfSource = (observed: Observed): SyncFailure | undefined =>
  observed.source.kind === 'Unavailable' && lacksSource(observed) ? observed.source.failure : undefined;

function without<T extends { readonly name: string }>(
  items: readonly T[],
  taken: readonly { readonly name: string }[],
): readonly T[] {
  const names = new Set(taken.map(({ name }) => name));
  return items.filter(({ name }) => !names.has(name));
}
