import type { EntryStatus } from '../api/resources.ts';
import type { Payload, RecordedEntry, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import type { Result } from './result.ts';
import type { SyncFailure } from './sync-failure.ts';

/** What became of a step: the secret as Cloudflare has it now, nothing where it is gone, or why it could not be done. */
export type Outcome = Result<RemoteSecret | undefined, SyncFailure>;

const maxMessage = 1024;

/** What status says of an entry after its step, or undefined where nothing is left to say. */
export function entryAfter(step: Step, outcome: Outcome | undefined): EntryStatus | undefined {
  switch (step.action) {
    case 'Keep':
      return written(step, step.remote);
    case 'Create':
    case 'Patch':
      if (outcome?.ok && outcome.value !== undefined) return written(step, outcome.value);
      return notDone(step, outcome, step.entry.key);
    case 'Hold':
      return failing(step, step.failure, step.key);
    case 'Delete':
    case 'Release':
      return outcome?.ok ? undefined : { ...notDone(step, outcome), state: 'Deleting' };
    case 'Forget':
      return undefined;
  }
}

type WrittenStep = Extract<Step, { readonly payload: Payload }>;

function written(step: WrittenStep, remote: RemoteSecret): EntryStatus {
  const { entry, payload } = step;
  const leavesDrift = step.action === 'Patch' && step.leavesDrift === 'Yes';
  return {
    name: entry.name,
    state: remote.status === 'active' ? 'Synced' : 'Activating',
    secretId: remote.id,
    digest: payload.digest,
    scopes: remote.scopes,
    // Left as it was, it goes on saying that somebody else's change is there.
    modifiedTime: (leavesDrift ? step.record?.modifiedTime : undefined) ?? remote.modified,
    source: entry.key,
  };
}

function notDone(step: Step, outcome: Outcome | undefined, key?: string): EntryStatus {
  if (outcome?.ok === false) return failing(step, outcome.failure, key);
  return { ...kept(step.record), name: step.name, state: 'Waiting' };
}

const failing = (step: Step, failure: SyncFailure, key?: string): EntryStatus => ({
  ...kept(step.record),
  ...(key !== undefined && { source: key }),
  name: step.name,
  state: stateOf(failure),
  reason: failure.reason,
  message: failure.message.slice(0, maxMessage),
});

/** What was last written there still holds, whatever has failed since: it is by this that the secret is found and deleted. */
function kept(record: RecordedEntry | undefined): Omit<RecordedEntry, 'name' | 'state' | 'reason' | 'message'> {
  if (record === undefined) return {};
  const { name: _name, state: _state, reason: _reason, message: _message, ...rest } = record;
  return rest;
}

function stateOf({ kind, reason }: SyncFailure): string {
  if (reason === 'Drifted') return 'Drifted';
  switch (kind) {
    case 'Terminal':
      return 'Failed';
    case 'Waiting':
      return 'Waiting';
    case 'Retryable':
      return 'Retrying';
  }
}
