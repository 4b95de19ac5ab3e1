import type { SecretsStoreSecret } from '../api/resources.ts';
import { judge } from '../core/judge.ts';
import { holdsFinalizer, isDeleting } from '../core/lifecycle.ts';
import type { NextLook } from '../core/next-look.ts';
import { goesAtOnce } from '../core/released.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { tallyOf } from '../core/tally.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { NextStep } from '../runtime/next-step.ts';
import { follow } from './aftermath.ts';
import { followLeftovers } from './aftermath-of-leftovers.ts';
import { awaitsStore } from './awaits-store.ts';
import type { Context } from './context.ts';
import { forgetAbsence } from './forget-absence.ts';
import { forgetResource } from './forget-resource.ts';
import type { Place } from './in-flight.ts';
import type { Pass } from './pass.ts';
import { timesOf } from './pass-times.ts';
import { push } from './push.ts';
import { release } from './release.ts';
import { report } from './report.ts';
import { untilActive } from './until-active.ts';

/**
 * One pass over one SecretsStoreSecret, by its key `namespace/name`: every read, the decision and every write (push.ts), what
 * is to be said of it, and that said. Answers when to look again, beside whenever something that it rests on changes.
 */
export async function reconcile(key: string, context: Context, pass: Pass): Promise<NextStep> {
  const resource = context.caches.resources.get(key) ?? context.departed.get(key);
  if (resource === undefined || isOver(resource, context)) {
    context.inFlight.forget(key);
    context.metrics.resourceGone(key);
    // What was under way when it went may have remembered something again.
    forgetResource(key, context);
    return { kind: 'Done' };
  }
  if (goesAtOnce(resource)) return release(resource, context, pass);
  if (awaitsStore(resource, context)) return { kind: 'RetryAfter', ms: 30_000 };

  const place = context.inFlight.enter(storeKeyOfRef(resource), { key, lane: pass.lane });
  if (place === undefined) return { kind: 'Deferred' };

  context.underWay.add(key);
  return pushAndReport(resource, context, { ...pass, place }).finally(() => {
    context.underWay.delete(key);
    place.leave();
    // It may refer to another Secret by now, or be gone.
    forgetAbsence(resource, context);
  });
}

async function pushAndReport(
  resource: SecretsStoreSecret,
  context: Context,
  { place, ...pass }: Pass & { readonly place: Place },
): Promise<NextLook> {
  const key = keyOf(resource);
  const pushed = await push(resource, context, { ...pass, place }).finally(place.pushed);
  const { observed, plan, access, left } = pushed;
  const leftoverOutcomes = new Map(left.flatMap(({ outcomes }) => [...outcomes]));
  context.metrics.pushed(key, tallyOf({ observed, plan, outcomes: pushed.applied.outcomes, leftoverOutcomes }));
  follow(pushed.applied, { key, resource, plan, access, context });
  followLeftovers(left, { key, context });
  // A batch comes back for a hundred passes at one moment. What it means for others is done; to report it takes its time.
  await context.reports.next(pass.lane);
  const applied = access ? await untilActive(pushed.applied, { resource, access, context, pass }) : pushed.applied;
  const judged = { observed, plan, outcomes: applied.outcomes, leftoverOutcomes };
  const verdict = judge(judged, timesOf(resource, plan, context));
  return report(verdict, { resource, plan, applied, left, context, pass });
}

/** One that is being deleted is none of our business once we have let go of it, unless our mark has still to be taken off. */
const isOver = (resource: SecretsStoreSecret, { departed }: Context): boolean =>
  isDeleting(resource) && !holdsFinalizer(resource) && departed.get(keyOf(resource)) !== resource;
