import { finalizer } from '../api/group.ts';
import type { ObjectMeta, SecretsStoreSecret } from '../api/resources.ts';

interface Object {
  readonly metadata: ObjectMeta;
}

/** Whether somebody has asked for its deletion; it goes once the last finalizer does. */
export const isDeleting = ({ metadata }: Object): boolean => metadata.deletionTimestamp !== undefined;

/** Whether nothing of it is written at Cloudflare, and only said what would be. */
export const isPlanOnly = ({ spec }: SecretsStoreSecret): boolean => spec.mode === 'Plan';

/** Whether it waits for us before it may go. */
export const holdsFinalizer = ({ metadata }: Object): boolean => metadata.finalizers?.includes(finalizer) ?? false;
