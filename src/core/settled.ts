import type { SecretsStoreSecret } from '../api/resources.ts';
import { isStillOrigin } from './origin.ts';
import { isReady } from './is-ready.ts';
import { isPlanOnly } from './lifecycle.ts';
import type { RemoteSecrets } from './observed.ts';
import { wasCopy } from './entry-source.ts';
import type { RecordedEntry } from './plan.ts';

const settledStates: ReadonlySet<string> = new Set(['Synced', 'Activating', 'Drifted', 'Outdated']);

const isSettled = (entry: RecordedEntry): boolean =>
  settledStates.has(entry.state) && entry.source !== undefined && (entry.digest !== undefined || wasCopy(entry.source));

/**
 * Whether status says it all: it speaks of this spec, and of every entry it knows which value was written. With mode Plan it
 * never does, since what it records is not what the spec and the Secret ask for.
 */
export function isResourceSettled(resource: SecretsStoreSecret): boolean {
  const { metadata, status } = resource;
  if (isPlanOnly(resource)) return false;
  return status?.observedGeneration === metadata.generation && (status?.entries ?? []).every(isSettled);
}

/** It waits for nothing, and has nothing left to do. */
export const isAtRest = (resource: SecretsStoreSecret): boolean => isReady(resource) && isResourceSettled(resource);

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
