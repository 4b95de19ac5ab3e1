import type { EntryStatus } from '../api/resources.ts';
import { entryAfter, failureAfter } from './entry-status.ts';
import type { Step, StepOf } from './plan.ts';
import type { SyncFailure } from './sync-failure.ts';

/**
 * What status says of an entry whose step is not carried out. What was last written there still holds, so the record stays, and
 * nothing is recorded that was not: whoever deletes the resource meanwhile must not be told of secrets that are not held.
 */
export function plannedEntry(step: Step): EntryStatus | undefined {
  switch (step.action) {
    case 'Hold':
    case 'Forget':
      return entryAfter(step, undefined);
    case 'Keep':
      return step.record?.secretId === step.remote.id ? entryAfter(step, undefined) : step.record;
    case 'Patch': {
      const left = plannedFailure(step);
      return left ? entryAfter(held(step, left), undefined) : step.record;
    }
    case 'Create':
    case 'Duplicate':
    case 'Linger':
    case 'Delete':
    case 'Release':
      return step.record;
  }
}

/** Why an entry is not as it should be, beside that its step is not carried out. */
export function plannedFailure(step: Step): SyncFailure | undefined {
  switch (step.action) {
    case 'Keep':
    case 'Hold':
    case 'Forget':
      return failureAfter(step, undefined);
    case 'Patch':
      return step.driftLeft ?? step.outdated;
    case 'Create':
    case 'Duplicate':
    case 'Linger':
    case 'Delete':
    case 'Release':
      return undefined;
  }
}

const held = ({ name, record, entry }: StepOf<'Patch'>, failure: SyncFailure): Step => ({
  name,
  ...(record && { record }),
  action: 'Hold',
  failure,
  key: entry.key,
});
