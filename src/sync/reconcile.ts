import type { SecretsStoreSecret } from '../api/resources.ts';
import { judge } from '../core/judge.ts';
import { holdsFinalizer, isDeleting } from '../core/lifecycle.ts';
import type { NextLook } from '../core/next-look.ts';
import { type Plan, writesRemotely } from '../core/plan.ts';
import { success } from '../core/result.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { PassTimes } from '../core/verdict.ts';
import { follow } from './aftermath.ts';
import { apply, nothingApplied } from './apply.ts';
import { awaitsStore } from './awaits-store.ts';
import type { Context } from './context.ts';
import { holdFinalizer } from './finalizer.ts';
import { gatherAndDecide } from './gather.ts';
import type { Pass } from './pass.ts';
import { report } from './report.ts';

/**
 * One pass over one SecretsStoreSecret, by its key `namespace/name`: every read, the decision, every write, what is to be
 * said of it, and that said. Answers when to look again, beside whenever something that it rests on changes.
 */
export async function reconcile(key: string, context: Context, pass: Pass): Promise<NextLook> {
  const resource = context.caches.resources.get(key) ?? context.departed.get(key);
  if (resource === undefined || isOver(key, resource, context)) return { kind: 'Done' };
  if (awaitsStore(resource, context)) return { kind: 'RetryAfter', ms: 30_000 };

  const { plan: decided, observed, access } = await gatherAndDecide(resource, context, pass);
  const held = decided.finalizer === 'Add' ? await holdFinalizer(resource, context, pass) : success(undefined);
  const plan = held.ok ? decided : blockedBy(held.failure);
  const applied = access && writesRemotely(plan) ? await apply(plan.steps, { access, observed, pass }) : nothingApplied;
  follow(applied, { key, resource, access, context });
  const times = timesOf(key, { resource, plan }, context);
  const verdict = judge({ observed, plan, outcomes: applied.outcomes }, times);
  return report(verdict, { resource, plan, applied, context, pass });
}

/** One that is being deleted is none of our business once we have let go of it, unless our mark has still to be taken off. */
const isOver = (key: string, resource: SecretsStoreSecret, { departed }: Context): boolean =>
  isDeleting(resource) && !holdsFinalizer(resource) && departed.get(key) !== resource;

/** What was decided cannot be begun: nothing is written, and the reason is said. */
const blockedBy = (failure: SyncFailure): Plan => ({ steps: [], finalizer: 'Leave', failure });

/**
 * Remembers when the deletion of a resource was first tried, which a suspended one is not, and has it looked at when the
 * deadline passes, however long its backoff has become.
 */
function timesOf(
  key: string,
  { resource, plan }: { resource: SecretsStoreSecret; plan: Plan },
  context: Context,
): PassTimes {
  const { deletions, now, queues, settings } = context;
  const { finalizerDeadlineMs } = settings;
  const nowMs = now();
  if (!isDeleting(resource) || plan.failure?.reason === 'Suspended') deletions.delete(key);
  else if (!deletions.has(key)) deletions.set(key, nowMs);
  const deletingSinceMs = deletions.get(key) ?? nowMs;
  const leftMs = deletingSinceMs + finalizerDeadlineMs - nowMs;
  if (deletions.has(key) && leftMs > 0) queues.resources.addAfter(key, leftMs, 'Resync');
  return { nowMs, finalizerDeadlineMs, deletingSinceMs };
}
