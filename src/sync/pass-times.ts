import type { SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { isSuspended, type Plan } from '../core/plan.ts';
import type { PassTimes } from '../core/verdict.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';
import { timeDeletion } from './time-deletion.ts';

/** The times that a verdict rests on. The deletion of a resource that is suspended, or only plans, is not being tried. */
export function timesOf(resource: SecretsStoreSecret, plan: Plan, context: Context): PassTimes {
  const isTried = isDeleting(resource) && !isSuspended(plan) && !isPlanOnly(resource);
  const timed = { key: keyOf(resource), isTried, queue: context.queues.resources };
  return { nowMs: context.now(), ...timeDeletion(timed, context) };
}
