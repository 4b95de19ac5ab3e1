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
export function withinDeletions(ends: readonly Step[], { spec, metadata }: SecretsStoreSecret): readonly Step[] {
  const { maxDeletions = defaultMaxDeletions } = spec;
  const count = ends.filter(({ action }) => action === 'Delete').length;
  if (count <= maxDeletions || metadata.annotations?.[annotations.confirmDeletions] === String(count)) return ends;
  const failure = tooMany(count, maxDeletions);
  return ends.map((step) => {
    const { name, record, action } = step;
    return action === 'Delete' ? { name, ...(record && { record }), action: 'Hold', failure } : step;
  });
}

const tooMany = (count: number, maxDeletions: number): SyncFailure =>
  terminal(
    'DeletionsHeld',
    `Cannot delete ${count} ${count === 1 ? 'secret that is' : 'secrets that are'} no longer wanted without your word: maxDeletions is ` +
      `${maxDeletions}; if they are to go, raise it, or set the annotation ${annotations.confirmDeletions}: "${count}"; if not, bring ` +
      'their entries or keys back',
  );
