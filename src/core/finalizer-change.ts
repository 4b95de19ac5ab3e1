import { holdsFinalizer, isDeleting, isPlanOnly } from './lifecycle.ts';
import type { Observed } from './observed.ts';
import type { Plan, Step } from './plan.ts';

/** What is kept without being recorded was found after a crash, and is recorded only at the end of this pass. */
const owning: ReadonlySet<Step['action']> = new Set(['Create', 'Duplicate', 'Patch', 'Keep']);

/**
 * A finalizer exists exactly while deleting the resource would delete something at Cloudflare: from before the first write
 * until the policy is Retain. With mode Plan nothing is written, so none is added. On a resource that is being deleted none can be added, and `judge` says when it goes.
 */
export function finalizerChange({ resource, records, pending }: Observed, steps: readonly Step[]): Plan['finalizer'] {
  if (isDeleting(resource)) return 'Leave';
  const held = holdsFinalizer(resource);
  if (resource.spec.deletionPolicy === 'Retain') return held ? 'Remove' : 'Leave';
  if (isPlanOnly(resource)) return 'Leave';
  const ownsSomething =
    pending.length > 0 ||
    records.some(({ secretId }) => secretId !== undefined) ||
    steps.some(({ action }) => owning.has(action));
  return ownsSomething && !held ? 'Add' : 'Leave';
}
