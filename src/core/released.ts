import type { SecretsStoreSecret } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { holdsFinalizer, isDeleting } from './lifecycle.ts';
import { listSome } from './list-some.ts';
import { type PendingDeletion, placeTitle } from './pending-deletion.ts';
import { isReleased } from './store-finalizer.ts';

/** Whether it is to go at once, whatever of it is at Cloudflare: it is being deleted, and its annotation says so. */
export const goesAtOnce = (resource: SecretsStoreSecret): boolean =>
  isDeleting(resource) && holdsFinalizer(resource) && isReleased(resource);

/** The secrets that stay at Cloudflare, by their names there: all that status has recorded with an id. */
export const secretsOf = ({ status }: SecretsStoreSecret): readonly string[] => [
  ...(status?.entries ?? []).flatMap(({ name, secretId }) => (secretId === undefined ? [] : name)),
  ...(status?.pendingDeletions ?? []).map(named),
];

const named = ({ name, store }: PendingDeletion): string => `${name} (in ${placeTitle(store)})`;

/** As many as an Event can hold. */
const maxNamed = 20;

export const releasedNote = (resource: SecretsStoreSecret): EventNote => noteOf(secretsOf(resource));

/** Of a resource that stays, and that has let go of what it could not delete where it was before. */
export const pendingReleasedNote = (pending: readonly PendingDeletion[]): EventNote => noteOf(pending.map(named));

const noteOf = (secrets: readonly string[]): EventNote => ({
  type: 'Warning',
  reason: 'Released',
  note:
    `It was released, so these secrets stay at Cloudflare with our mark: ` +
    `${listSome(secrets, maxNamed) || 'any that were not recorded'}; delete them in the dashboard if nothing uses them`,
});
