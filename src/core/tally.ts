import { failureAfter } from './entry-status.ts';
import { isPlanOnly } from './lifecycle.ts';
import type { Step } from './plan.ts';
import { untoldOfSource } from './source-gone.ts';
import type { SyncFailure } from './sync-failure.ts';
import type { Judged } from './verdict.ts';

/** What one pass over a resource comes to, in numbers. */
export interface Tally {
  /** Secrets that were written, by what was done to them. */
  readonly writes: Readonly<Record<WriteAction, number>>;
  /** Of these, those that set right what somebody else had changed or deleted. */
  readonly driftCorrections: number;
  /** Of these, those that took over what somebody else had made. */
  readonly adoptions: number;
  /** Entries that have come into conflict: those that status shows in one already do not count again. */
  readonly conflicts: number;
  /**
   * What has become of the changes that the pass was to carry to Cloudflare. `Confirmed`: they are written. `Unneeded`: there was
   * nothing to write, or nothing that can be as long as nobody else acts. `Pending`: it is tried again by itself.
   */
  readonly progress: 'Confirmed' | 'Unneeded' | 'Pending';
}

export type WriteAction = 'Create' | 'Duplicate' | 'Patch' | 'Release' | 'Delete';

const nothing: Tally = {
  writes: { Create: 0, Duplicate: 0, Patch: 0, Release: 0, Delete: 0 },
  driftCorrections: 0,
  adoptions: 0,
  conflicts: 0,
  progress: 'Unneeded',
};

/** A pass that only plans comes to nothing, and its conflicts are none yet; one that finds a move has all of it still to do. */
export function tallyOf({ observed, plan, outcomes, leftoverOutcomes }: Judged): Tally {
  if (isPlanOnly(observed.resource)) return nothing;
  if (plan.move) return { ...nothing, progress: 'Pending' };
  const left = plan.leftovers.filter(({ pending }) => leftoverOutcomes?.get(pending.secretId)?.ok);
  const countLeft = (action: 'Delete' | 'Release'): number => left.filter(({ step }) => step.action === action).length;
  const written = plan.steps.filter(({ name }) => outcomes.get(name)?.ok);
  const count = (test: (step: Step) => boolean): number => written.filter(test).length;
  const failures = plan.steps.map((step) => failureAfter(step, outcomes.get(step.name)));
  const all = [plan.failure, ...failures, ...untoldOfSource(observed, [])];
  const isPending = all.some((failure) => failure?.kind === 'Retryable');
  return {
    writes: {
      Create: count(({ action }) => action === 'Create'),
      Duplicate: count(({ action }) => action === 'Duplicate'),
      Patch: count(({ action }) => action === 'Patch'),
      Release: count(({ action }) => action === 'Release') + countLeft('Release'),
      Delete: count(({ action }) => action === 'Delete') + countLeft('Delete'),
    },
    driftCorrections: count((step) => causeOf(step) === 'DeletedElsewhere' || causeOf(step) === 'ChangedElsewhere'),
    adoptions: count((step) => causeOf(step) === 'Adopted'),
    conflicts: plan.steps.filter(({ record }, at) => isConflict(failures[at]) && record?.reason !== 'Conflict').length,
    progress: isPending ? 'Pending' : written.length > 0 ? 'Confirmed' : 'Unneeded',
  };
}

const causeOf = (step: Step) => ('why' in step ? step.why : undefined);

/** One that lasts: a name that was found taken by an answer is looked at again first. */
const isConflict = (failure: SyncFailure | undefined): boolean =>
  failure?.kind === 'Terminal' && failure.reason === 'Conflict';
