import { annotations } from '../api/group.ts';
import type { SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting } from './lifecycle.ts';
import type { ObservedStore } from './observed.ts';

/** What status can hold of an annotation, which may have any length. */
const maxKept = 253;

/** Whether a user asks, by a value of the annotation that was not acted on yet, that everything is read and compared again. */
export function isSyncRequested(resource: SecretsStoreSecret): boolean {
  const asked = askedBy(resource);
  return asked !== undefined && asked !== resource.status?.lastSyncNow && !isDeleting(resource);
}

/** What was acted on last, after a pass: the store was listed anew for it, and whatever else is missing is waited for anyway. */
export function handledAfter(resource: SecretsStoreSecret, store: ObservedStore): string | undefined {
  const before = resource.status?.lastSyncNow;
  return isSyncRequested(resource) && store.kind === 'Usable' ? askedBy(resource) : before;
}

const askedBy = ({ metadata }: SecretsStoreSecret): string | undefined =>
  metadata.annotations?.[annotations.syncNow]?.slice(0, maxKept);
