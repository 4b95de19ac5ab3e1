import type { SecretsStoreSecret } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { holdsFinalizer, isDeleting } from './lifecycle.ts';
import { listSome } from './list-some.ts';
import { isReleased } from './store-finalizer.ts';

/** Whether it is to go at once, whatever of it is at Cloudflare: it is being deleted, and its annotation says so. */
export const goesAtOnce = (resource: SecretsStoreSecret): boolean =>
  isDeleting(resource) && holdsFinalizer(resource) && isReleased(resource);

/** The secrets that stay at Cloudflare, by their names there: all that status has recorded with an id. */
export const secretsOf = ({ status }: SecretsStoreSecret): readonly string[] =>
  (status?.entries ?? []).flatMap(({ name, secretId }) => (secretId === undefined ? [] : name));

/** As many as an Event can hold. */
const maxNamed = 20;

export const releasedNote = (resource: SecretsStoreSecret): EventNote => ({
  type: 'Warning',
  reason: 'Released',
  note:
    `It was released, so these secrets stay at Cloudflare with our mark: ` +
    `${listSome(secretsOf(resource), maxNamed) || 'any that were not recorded'}; delete them in the dashboard if nothing uses them`,
});
