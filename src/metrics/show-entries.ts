import type { Standing } from '../sync/standing.ts';
import type { Instruments } from './instruments.ts';

/** How the entries of all resources fare. */
export function showEntries({ gauge }: Instruments, standing: () => Standing | undefined): void {
  gauge({
    name: 'secrets_store_operator_entries',
    help: 'Entries of all resources, by the state and the reason in their status.',
    labels: ['state', 'reason'],
    look: () => (standing()?.entries() ?? []).map(({ state, reason, count }) => [{ state, reason }, count]),
  });
}
