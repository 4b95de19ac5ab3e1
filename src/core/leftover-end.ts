import { leftoverFailure, type LeftoverOutcomes, pendingAfter } from './leftover-status.ts';
import { isDeleting, isPlanOnly } from './lifecycle.ts';
import type { PendingDeletion } from './pending-deletion.ts';
import type { Leftover } from './plan.ts';
import { isReleased } from './store-finalizer.ts';
import type { Judged } from './verdict.ts';

const none: LeftoverOutcomes = new Map();

/** The leftovers without those that cannot go and that somebody has let go of. */
export function afterRelease({ observed, plan, leftoverOutcomes = none }: Judged): {
  readonly leftovers: readonly Leftover[];
  readonly released: readonly PendingDeletion[];
} {
  const { resource } = observed;
  const mayLetGo = isReleased(resource) && !isDeleting(resource) && !isPlanOnly(resource);
  const isLetGo = (leftover: Leftover): boolean => {
    const reason = leftoverFailure(leftover, leftoverOutcomes)?.reason;
    return mayLetGo && reason !== undefined && reason !== 'DeletionsHeld' && reason !== 'Suspended';
  };
  return {
    leftovers: plan.leftovers.filter((leftover) => !isLetGo(leftover)),
    released: plan.leftovers.filter(isLetGo).map(({ pending }) => pending),
  };
}

/** What status says is still to go elsewhere. */
export function pendingOf(
  { observed, leftoverOutcomes = none }: Judged,
  leftovers: readonly Leftover[],
): readonly PendingDeletion[] {
  if (isPlanOnly(observed.resource)) return observed.resource.status?.pendingDeletions ?? [];
  return leftovers.flatMap((leftover) => pendingAfter(leftover, leftoverOutcomes) ?? []);
}
