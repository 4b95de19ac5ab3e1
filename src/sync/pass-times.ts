import type { SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { isSuspended, type Plan } from '../core/plan.ts';
import type { PassTimes } from '../core/verdict.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';

/**
 * The times that a verdict rests on. Remembers when the deletion of a resource was first tried, which one that
 * is suspended, or only plans, is not, and has it looked at when the deadline passes, however long its backoff has become.
 */
export function timesOf(resource: SecretsStoreSecret, plan: Plan, context: Context): PassTimes {
  const { deletions, now, clock, queues, settings } = context;
  const { finalizerDeadlineMs } = settings;
  const key = keyOf(resource);
  const nowMs = clock.nowMs();
  const isHeld = isSuspended(plan) || isPlanOnly(resource);
  if (!isDeleting(resource) || isHeld) deletions.delete(key);
  else if (!deletions.has(key)) deletions.set(key, nowMs);
  const deletingForMs = nowMs - (deletions.get(key) ?? nowMs);
  const leftMs = finalizerDeadlineMs - deletingForMs;
  if (deletions.has(key) && leftMs > 0) queues.resources.addAfter(key, leftMs, 'Resync');
  return { nowMs: now(), finalizerDeadlineMs, deletingForMs };
}
