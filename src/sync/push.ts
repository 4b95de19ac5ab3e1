import type { SecretsStoreSecret } from '../api/resources.ts';
import { isPlanOnly } from '../core/lifecycle.ts';
import { keepLeftovers } from '../core/decide-leftovers.ts';
import type { Observed } from '../core/observed.ts';
import { type Plan, writesRemotely } from '../core/plan.ts';
import { type Result, success } from '../core/result.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import { observedWithoutValues, planWithoutValues, valueBytesOf } from '../core/without-values.ts';
import { type Applied, apply, nothingApplied } from './apply.ts';
import { applyLeftovers, type LeftoversApplied } from './apply-leftovers.ts';
import { findStore } from './caches.ts';
import type { StoreWay } from './connections.ts';
import type { Context } from './context.ts';
import { holdFinalizer } from './finalizer.ts';
import { type Decided, gatherAndDecide } from './gather.ts';
import type { Place } from './in-flight.ts';
import type { Pass } from './pass.ts';
import type { Reservation } from './quotas.ts';
import { holdStore } from './store-finalizer.ts';

/** What one pass has found, decided and written. It holds no value: those end with the push. */
interface Pushed {
  readonly observed: Observed;
  readonly plan: Plan;
  readonly applied: Applied;
  /** What was done where the resource was before, by place. */
  readonly left: readonly LeftoversApplied[];
  /** The way to the store, where it can be used. */
  readonly access?: StoreWay;
}

/**
 * Every read, the decision, and every write. The worker is kept for the reading; from the moment that the writes are handed
 * in, the pass only waits for Cloudflare, and another may read.
 */
export async function push(
  resource: SecretsStoreSecret,
  context: Context,
  { place, ...pass }: Pass & { readonly place: Place },
): Promise<Pushed> {
  const endGathering = context.connections.get(storeKeyOfRef(resource))?.open?.writer.gather(pass.lane);
  let reservation: Reservation | undefined;
  try {
    const found = await gatherAndDecide(resource, context, pass);
    const { observed, access } = found;
    reservation = found.reservation;
    const held = found.plan.finalizer === 'Add' ? await holdFinalizers(resource, context, pass) : success(undefined);
    const plan = held.ok ? found.plan : blockedBy(held.failure, observed);
    place.hold(valueBytesOf(plan));
    const writing = write(found, plan, pass);
    endGathering?.();
    pass.release();
    const [applied, left] = await writing;
    reservation?.settle(applied.created);
    return {
      observed: observedWithoutValues(observed),
      plan: planWithoutValues(plan),
      applied,
      left,
      ...(access && { access }),
    };
  } finally {
    endGathering?.();
    reservation?.settle(0);
  }
}

/** Every write of a plan: where the store leads, and where it led before. */
async function write(
  { observed, access, oldWays = new Map() }: Decided,
  plan: Plan,
  pass: Pass,
): Promise<readonly [Applied, readonly LeftoversApplied[]]> {
  const { resource, owner, store } = observed;
  if (isPlanOnly(resource)) return [nothingApplied, []];
  const title = store.kind === 'Usable' ? `store "${store.name}"` : 'the store';
  return Promise.all([
    access && writesRemotely(plan) ? apply(plan.steps, { access, owner, title, pass }) : nothingApplied,
    applyLeftovers(plan.leftovers, { ways: oldWays, owner, pass }),
  ]);
}

/** The resource's own first: by that it counts as one that the store has to wait for. */
async function holdFinalizers(
  resource: SecretsStoreSecret,
  context: Context,
  pass: Pass,
): Promise<Result<undefined, SyncFailure>> {
  const held = await holdFinalizer(resource, context, pass);
  const store = findStore(context.caches, storeKeyOfRef(resource));
  if (held.ok && store) await holdStore(store, context, pass);
  return held;
}

/** What was decided cannot be begun: nothing is written, and the reason is said. */
const blockedBy = (failure: SyncFailure, observed: Observed): Plan => ({
  steps: [],
  leftovers: keepLeftovers(observed),
  finalizer: 'Leave',
  failure,
});
