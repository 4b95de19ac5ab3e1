import { annotations } from '../api/group.ts';
import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Step } from './plan.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

const defaultMaxDeletions = 10;

/**
 * The ends of what is no longer wanted, with all deletions held where they are more than the spec allows at once: so many go
 * together only when somebody has emptied a Secret, or a list, by mistake. The annotation confirms them by their number, and so
 * no others that may join them.
 */
export function withinDeletions(ends: readonly Step[], resource: SecretsStoreSecret): readonly Step[] {
  const count = ends.filter(({ action }) => action === 'Delete').length;
  const maxDeletions = exceededBy(count, resource);
  if (maxDeletions === undefined) return ends;
  const failure = tooMany(count, maxDeletions);
  return ends.map((step) => {
    const { name, record, action } = step;
    return action === 'Delete' ? { name, ...(record && { record }), action: 'Hold', failure } : step;
  });
}

/** The limit that so many deletions exceed; undefined where they are within it, or confirmed. */
export function exceededBy(count: number, { spec, metadata }: SecretsStoreSecret): number | undefined {
  const { maxDeletions = defaultMaxDeletions } = spec;
  const isConfirmed = metadata.annotations?.[annotations.confirmDeletions] === String(count);
  return count <= maxDeletions || isConfirmed ? undefined : maxDeletions;
}

/** The ways to confirm them. */
export const confirmation = (count: number): string =>
  `raise it, or set the annotation ${annotations.confirmDeletions}: "${count}"`;

const tooMany = (count: number, maxDeletions: number): SyncFailure =>
  terminal(
    'DeletionsHeld',
    `Cannot delete ${count} ${count === 1 ? 'secret that is' : 'secrets that are'} no longer wanted without your word: maxDeletions is ` +
      `${maxDeletions}; if they are to go, ${confirmation(count)}; if not, bring their entries or keys back`,
  );
