import type { SecretsStoreSecret } from '../api/resources.ts';
import { isStillOrigin } from './origin.ts';
import type { RemoteSecrets } from './observed.ts';
import { wasCopy } from './entry-source.ts';
import type { RecordedEntry } from './plan.ts';

const settledStates: ReadonlySet<string> = new Set(['Synced', 'Activating', 'Drifted', 'Outdated']);

const isSettled = (entry: RecordedEntry): boolean =>
  settledStates.has(entry.state) && entry.source !== undefined && (entry.digest !== undefined || wasCopy(entry.source));

/** Whether status says it all: it speaks of this spec, and of every entry it knows which value was written. */
export function isResourceSettled({ metadata, status }: SecretsStoreSecret): boolean {
  return status?.observedGeneration === metadata.generation && (status?.entries ?? []).every(isSettled);
}

/** Whether a listing shows something else than status says, so that the resource is worth another look. */
export function differsFromRecord(resource: SecretsStoreSecret, remote: RemoteSecrets): boolean {
  if (!isResourceSettled(resource)) return true;
  return (resource.status?.entries ?? []).some((entry) => hasMoved(entry, remote));
}

function hasMoved(entry: RecordedEntry, remote: RemoteSecrets): boolean {
  const secret = entry.secretId === undefined ? undefined : remote.byId(entry.secretId);
  if (secret === undefined || hasOriginMoved(entry, remote)) return true;
  return secret.modified !== entry.modifiedTime || (secret.status === 'active') !== (entry.state === 'Synced');
}

function hasOriginMoved({ copiedFrom }: RecordedEntry, remote: RemoteSecrets): boolean {
  if (copiedFrom === undefined) return false;
  const origin = remote.byName(copiedFrom.name);
  return origin !== undefined && !isStillOrigin(copiedFrom, origin);
}
