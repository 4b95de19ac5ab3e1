import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Claimant } from '../core/claims.ts';
import { isPlanOnly } from '../core/lifecycle.ts';
import { lacksValues, needsOldPlaces, type Plan } from '../core/plan.ts';
import { decide } from '../core/decide.ts';
import { isSyncRequested } from '../core/sync-request.ts';
import type { Observed, ObservedStore } from '../core/observed.ts';
import { ownerIn } from '../core/ownership.ts';
import { mayHaveUnseen } from '../core/named-entries.ts';
import { takesPlace } from '../core/quota.ts';
import { sleep } from '../runtime/sleep.ts';
import type { ReadingContext } from './context.ts';
import { gatherOldPlaces, type OldPlaces } from './gather-old-places.ts';
import { gatherSource } from './gather-source.ts';
import { gatherStore } from './gather-store.ts';
import type { Pass } from './pass.ts';
import type { Reservation } from './quotas.ts';
import type { StoreWay } from './connections.ts';

interface Gathered {
  readonly observed: Observed;
  /** The way to the store, where it can be used. */
  readonly access?: StoreWay;
  /** The ways to where it was before, as far as they were needed. */
  readonly oldWays?: OldPlaces['ways'];
}

export interface Decided extends Gathered {
  readonly plan: Plan;
  readonly reservation?: Reservation;
}

interface Reading extends Pass {
  readonly values: 'IfChanged' | 'Always';
  readonly listing: 'AsKnown' | 'Anew';
}

/** Everything that is read before a decision about one resource. Values are read only where `values` says so, or nothing else is known. */
async function gather(
  resource: SecretsStoreSecret,
  context: ReadingContext,
  { values, listing, ...pass }: Reading,
): Promise<Gathered> {
  const { store, access, records } = await gatherStore(resource, context, { ...pass, listing });
  const source = await gatherSource(resource, context, { signal: pass.signal, values });
  const { clusterName, maxValueBytes } = context.settings;
  const { name, namespace = '' } = resource.metadata;
  const observed: Observed = {
    resource,
    owner: { cluster: clusterName, namespace, name },
    records,
    pending: resource.status?.pendingDeletions ?? [],
    store,
    oldPlaces: new Map(),
    source,
    rivalFor: rivalsFor(resource, store, context),
    maxValueBytes,
  };
  return { observed, ...(access && { access }) };
}

/** Who goes before it for a name: another resource, or who holds it from a namespace that cannot be read, since nobody can tell whether it is still wanted there. */
function rivalsFor(
  resource: SecretsStoreSecret,
  store: ObservedStore,
  { claims, settings, unreadable }: ReadingContext,
): Observed['rivalFor'] {
  const rivalFor = claims.rivalsFor(resource);
  const unseen = unreadable();
  const unseenRival = (name: string): Claimant | undefined => {
    const holder = store.kind === 'Usable' ? ownerIn(store.remote.byName(name)?.comment ?? '') : undefined;
    const isUnseen = holder?.cluster === settings.clusterName && unseen.includes(holder.namespace);
    return isUnseen ? { ...holder, uid: '', created: '' } : undefined;
  };
  return (name) => rivalFor(name) ?? unseenRival(name);
}

/**
 * What was found, and what follows from it, with places in the account kept for what is to be created. The Secret is read once
 * more only if a value has to be sent that was not read; where the resource was before, only if something is to be deleted there.
 */
export async function gatherAndDecide(
  resource: SecretsStoreSecret,
  context: ReadingContext,
  pass: Pass,
): Promise<Decided> {
  const extent = isSyncRequested(resource)
    ? ({ values: 'Always', listing: 'Anew' } as const)
    : ({ values: 'IfChanged', listing: 'AsKnown' } as const);
  let found = await gather(resource, context, { ...pass, ...extent });
  let plan = decide(found.observed);
  if (plan.failure === undefined && seesTooLittle(found)) {
    if (await hasSeenMore(found.access, pass)) return gatherAndDecide(resource, context, pass);
    found = amongPresentRivals(found, context);
    plan = decide(found.observed);
  }
  if (lacksValues(plan)) {
    found = await gather(resource, context, { ...pass, values: 'Always', listing: 'AsKnown' });
    plan = decide(found.observed);
  }
  if (needsOldPlaces(plan)) {
    found = await withOldPlaces(found, context, pass);
    plan = decide(found.observed);
  }
  return withPlaces(found, plan, context);
}

/** With the places where the resource was before. */
async function withOldPlaces(found: Gathered, context: ReadingContext, pass: Pass): Promise<Gathered> {
  const { observed } = found;
  const { seen, ways } = await gatherOldPlaces(observed.resource, observed.pending, { context, pass });
  return amongPresentRivals({ ...found, observed: { ...observed, oldPlaces: seen }, oldWays: ways }, context);
}

/** While something else was waited for, others may have come to want its names, or ceased to. */
function amongPresentRivals<T extends Gathered>(found: T, context: ReadingContext): T {
  const { observed } = found;
  return { ...found, observed: { ...observed, rivalFor: rivalsFor(observed.resource, observed.store, context) } };
}

/** Whether the resource is deleted, and there may be more of it than anybody sees yet. */
function seesTooLittle(found: Gathered): found is Gathered & { readonly access: StoreWay } {
  const { observed, access } = found;
  if (access?.snapshot.blindForMs === undefined || observed.store.kind !== 'Usable') return false;
  return mayHaveUnseen(observed, observed.store);
}

/** Waits until a listing shows all, and takes that one; the worker is needed for none of it. Answers whether it was taken. */
async function hasSeenMore({ snapshot }: StoreWay, pass: Pass): Promise<boolean> {
  pass.release();
  await sleep(snapshot.blindForMs ?? 0, pass.signal);
  // Others may have waited for the same.
  if (snapshot.blindForMs !== undefined) await snapshot.retake(pass);
  return snapshot.blindForMs === undefined;
}

/** What is only planned takes none. Nothing may be waited for since the decision, or another one counts on the same places. */
function withPlaces(found: Gathered, plan: Plan, { quotas }: ReadingContext): Decided {
  const creates = plan.steps.filter(takesPlace).length;
  if (found.access === undefined || creates === 0 || isPlanOnly(found.observed.resource)) return { ...found, plan };
  return { ...found, plan, reservation: quotas.reserve(found.access.address.accountId, creates) };
}
