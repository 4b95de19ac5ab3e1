import type { EntryStatus } from '../api/resources.ts';
import type { Payload, RecordedEntry, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import type { Result } from './result.ts';
import { retryable, type SyncFailure } from './sync-failure.ts';

/** What became of a step: the secret as Cloudflare has it now, nothing where it is gone, or why it could not be done. */
export type Outcome = Result<RemoteSecret | undefined, SyncFailure>;

const maxMessage = 1024;

/** What status says of an entry after its step, or undefined where nothing is left to say. */
export function entryAfter(step: Step, outcome: Outcome | undefined): EntryStatus | undefined {
  const failure = failureAfter(step, outcome);
  switch (step.action) {
    case 'Keep':
      return { ...written(step, step.remote), ...(failure && saying(failure)) };
    case 'Create':
    case 'Duplicate':
    case 'Patch':
      if (outcome?.ok && outcome.value) return { ...written(step, outcome.value), ...(failure && saying(failure)) };
      return failure && failing(step, failure, step.entry.key);
    case 'Hold':
      return failing(step, step.failure, step.key);
    case 'Linger': {
      const { reason: _reason, message: _message, ...rest } = step.record ?? {};
      return { ...rest, name: step.name, state: 'Deleting', secretId: step.remote.id };
    }
    case 'Delete':
    case 'Release':
      return failure && { ...failing(step, failure), state: 'Deleting' };
    case 'Forget':
      return undefined;
  }
}

/** Why an entry is not as it should be after its step, or undefined where it is. A step that writes must have an outcome. */
export function failureAfter(step: Step, outcome: Outcome | undefined): SyncFailure | undefined {
  switch (step.action) {
    case 'Forget':
    case 'Linger':
      return undefined;
    case 'Keep':
      return step.outdated;
    case 'Hold':
      return step.failure;
    case 'Create':
    case 'Duplicate':
    case 'Patch':
      if (outcome?.ok && outcome.value) return step.action === 'Patch' ? (step.driftLeft ?? step.outdated) : undefined;
      return outcome?.ok === false ? outcome.failure : untried(step);
    case 'Delete':
    case 'Release':
      if (outcome === undefined) return untried(step);
      return outcome.ok ? undefined : outcome.failure;
  }
}

const untried = ({ name }: Step): SyncFailure =>
  retryable('CloudflareUnavailable', `Nothing is known yet of the last write of secret "${name}"; it is tried again`);

type WrittenStep = Extract<Step, { readonly payload: Payload }>;

function written(step: WrittenStep, remote: RemoteSecret): EntryStatus {
  const { entry, payload } = step;
  const leavesDrift = step.action === 'Patch' && step.driftLeft !== undefined;
  const isOutdated = 'outdated' in step && step.outdated !== undefined;
  return {
    name: entry.name,
    state: remote.status === 'active' ? 'Synced' : 'Activating',
    secretId: remote.id,
    ...(payload.kind !== 'Copied' && { digest: payload.digest }),
    ...(payload.kind === 'Copied' && payload.copiedFrom && { copiedFrom: payload.copiedFrom }),
    scopes: remote.scopes,
    // Left as it was, it goes on saying that somebody else's change is there. And where the state does not say that activation
    // is awaited, no time says so.
    ...((leavesDrift || !isOutdated || remote.status === 'active') && {
      modifiedTime: (leavesDrift ? step.record?.modifiedTime : undefined) ?? remote.modified,
    }),
    source: entry.key,
  };
}

const failing = (step: Step, failure: SyncFailure, key?: string): EntryStatus => ({
  ...kept(step),
  ...(key !== undefined && { source: key }),
  name: step.name,
  ...saying(failure),
});

const saying = (failure: SyncFailure): Pick<EntryStatus, 'state' | 'reason' | 'message'> => ({
  state: stateOf(failure),
  reason: failure.reason,
  message: failure.message.slice(0, maxMessage),
});

/** What was last written there still holds, whatever has failed since: it is by this that the secret is found and deleted. */
function kept(step: Step): Omit<RecordedEntry, 'name' | 'state' | 'reason' | 'message'> {
  if (step.record === undefined) return {};
  const { name: _name, state, reason: _reason, message: _message, modifiedTime, ...rest } = step.record;
  // Activation will move the time once more, and nothing then says any longer that it was awaited.
  const willMove = state === 'Activating' && !hasSeenDrift(step);
  return { ...rest, ...(modifiedTime !== undefined && !willMove && { modifiedTime }) };
}

function hasSeenDrift(step: Step): boolean {
  if (step.action === 'Hold') return step.failure.reason === 'Drifted';
  return step.action === 'Patch' && (step.why === 'ChangedElsewhere' || step.driftLeft !== undefined);
}

function stateOf({ kind, reason }: SyncFailure): string {
  switch (kind) {
    case 'Terminal':
      if (reason === 'CopyOutdated') return 'Outdated';
      if (reason === 'DeletionsHeld') return 'Deleting';
      return reason === 'Drifted' ? 'Drifted' : 'Failed';
    case 'Waiting':
      return 'Waiting';
    case 'Retryable':
      return 'Retrying';
  }
}
