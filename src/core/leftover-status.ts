import { reasons } from '../api/reasons.ts';
import { failureAfter, type Outcome } from './entry-status.ts';
import type { PendingDeletion } from './pending-deletion.ts';
import type { Leftover } from './plan.ts';
import { type SyncFailure, waiting } from './sync-failure.ts';

/** What became of the leftovers that were tried, by the id of the secret. */
export type LeftoverOutcomes = ReadonlyMap<string, Outcome>;

/** A thousand of them have to fit into one status. */
const maxMessage = 512;

/** What status says of a pending deletion after its step, or undefined where it is over. */
export function pendingAfter(leftover: Leftover, outcomes: LeftoverOutcomes): PendingDeletion | undefined {
  const { pending, step } = leftover;
  if (step.action === 'Forget') return undefined;
  if (step.action === 'Wait') return step.until === 'Active' ? silent(pending) : pending;
  const failure = leftoverFailure(leftover, outcomes);
  return failure && { ...silent(pending), reason: failure.reason, message: failure.message.slice(0, maxMessage) };
}

/** Why a secret is still where it was, other than that its turn has not come. */
export function leftoverFailure({ pending, step }: Leftover, outcomes: LeftoverOutcomes): SyncFailure | undefined {
  if (step.action !== 'Wait') return failureAfter(step, outcomes.get(pending.secretId));
  return step.until === 'Opened' ? toldBefore(pending) : undefined;
}

/** Whether it still holds is not known yet; nothing else is. */
function toldBefore({ reason, message = '' }: PendingDeletion): SyncFailure | undefined {
  const known = reasons.find((one) => one === reason);
  return known && waiting(known, message);
}

/** One for each text: what keeps one secret of a place mostly keeps them all. */
export function leftoverFailures(leftovers: readonly Leftover[], outcomes: LeftoverOutcomes): readonly SyncFailure[] {
  const failures = leftovers.flatMap((leftover) => leftoverFailure(leftover, outcomes) ?? []);
  return [...new Map(failures.map((failure) => [failure.message, failure])).values()];
}

function silent({ reason: _reason, message: _message, ...pending }: PendingDeletion): PendingDeletion {
  return pending;
}
