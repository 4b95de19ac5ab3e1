import { isDeleting } from './lifecycle.ts';
import type { Observed } from './observed.ts';
import type { SyncFailure } from './sync-failure.ts';

/** A tool that replaces a Secret may delete it first: for so long, one that is away may come back. */
export const sourcePatienceMs = 60_000;

/**
 * Whether what was made of the Kubernetes Secret is no longer wanted, since the Secret as a whole is gone and the spec says that
 * they go together.
 */
export const isSourceGone = ({ resource, source }: Observed): boolean =>
  goesAlong({ resource }) && source.kind === 'Unavailable' && source.patienceLeftMs === 0;

/** Whether what the spec wants of its Secret is known by nobody now: that is not there, and what was made of it is not to go along. */
export const lacksSource = (observed: Observed): boolean =>
  observed.source.kind === 'Unavailable' && !isSourceGone(observed);

/** When the Secret will be gone for good, if it does not come back by then; undefined where that would change nothing. */
export function sourceGoneInMs({ resource, source }: Observed): number | undefined {
  if (!goesAlong({ resource }) || source.kind !== 'Unavailable' || source.patienceLeftMs === 0) return undefined;
  return source.patienceLeftMs;
}

const goesAlong = ({ resource }: Pick<Observed, 'resource'>): boolean =>
  resource.spec.sourceDeletionPolicy === 'Delete' && !isDeleting(resource);

/**
 * Why the Secret cannot be used, where no entry says so: only its keys could tell what entries there are, and what was made of
 * one that is gone is not wanted. `told`: what the entries say.
 */
export function untoldOfSource({ resource, source }: Observed, told: readonly SyncFailure[]): readonly SyncFailure[] {
  if (source.kind !== 'Unavailable' || isDeleting(resource) || told.includes(source.failure)) return [];
  return [source.failure];
}
