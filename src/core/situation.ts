import type { EntryStatus } from '../api/resources.ts';
import type { Situation } from './conditions.ts';
import { isDeleting, isPlanOnly } from './lifecycle.ts';
import { listSome } from './list-some.ts';
import type { Observed } from './observed.ts';
import { type PendingDeletion, placeTitle } from './pending-deletion.ts';
import { changesIn, type Preview } from './preview.ts';
import type { SyncFailure } from './sync-failure.ts';
import type { Judged } from './verdict.ts';

/** What a pass has found, and left. */
export interface Found {
  readonly entries: readonly EntryStatus[];
  readonly pending: readonly PendingDeletion[];
  readonly failures: readonly SyncFailure[];
  /** What would be done, where nothing is. */
  readonly preview: Preview | undefined;
}

/** A person has to act on the worst; what only takes time is named last. */
const severity = { Terminal: 0, Retryable: 1, Waiting: 2 } as const;

/** How the resource stands after the pass: trouble first, then what is on its way. */
export function situationOf({ observed, plan }: Judged, { entries, pending, failures, preview }: Found): Situation {
  if (plan.failure?.reason === 'Suspended')
    return { kind: 'Suspended', message: plan.failure.message, isGoing: isDeleting(observed.resource) };
  const [worst] = failures.toSorted((a, b) => severity[a.kind] - severity[b.kind]);
  if (worst) return { kind: 'Failing', failure: { ...worst, message: withOthers(worst, failures) } };
  if (preview && changesIn(preview) > 0) return planned(preview, observed);
  if (isDeleting(observed.resource)) {
    return {
      kind: 'Progressing',
      reason: 'Deleting',
      message: 'Its secrets are being deleted at Cloudflare',
      ready: 'False',
    };
  }
  const activating = entries.filter(({ state }) => state === 'Activating');
  if (activating.length > 0) {
    const names = activating.map(({ name }) => name);
    const message = `Written; Cloudflare has still to activate ${listSome(names, 3)}`;
    return { kind: 'Progressing', reason: 'Activating', message, ready: 'Unknown' };
  }
  if (pending.length > 0 && !isPlanOnly(observed.resource)) return moving(pending);
  const count = entries.filter(({ state }) => state !== 'Deleting').length;
  const secrets = count === 1 ? '1 secret is' : `${count} secrets are`;
  return { kind: 'Ready', reason: 'Synced', message: `${secrets} at Cloudflare as the spec says, and active` };
}

function moving(pending: readonly PendingDeletion[]): Situation {
  const places = [...new Set(pending.map(({ store }) => placeTitle(store)))];
  const secrets = pending.length === 1 ? '1 secret has' : `${pending.length} secrets have`;
  const message = `Everything is active where storeRef leads; ${secrets} still to go from ${listSome(places, 3)}`;
  return { kind: 'Progressing', reason: 'Moving', message, ready: 'Unknown' };
}

function planned(preview: Preview, { resource }: Observed): Situation {
  const changes = changesIn(preview);
  const secrets = changes === 1 ? '1 secret' : `${changes} secrets`;
  const message = isDeleting(resource)
    ? `Nothing is deleted at Cloudflare, and the resource waits: its mode is Plan, and Apply would delete ${secrets}; set ` +
      'spec.mode to Apply to have that done, or spec.deletionPolicy to Retain to let the resource go without'
    : `Nothing is written at Cloudflare: mode is Plan, and Apply would change ${secrets} (${preview.summary}), as ` +
      'status.plan says; set spec.mode to Apply to have that done';
  return { kind: 'Planned', reason: 'Planned', message };
}

function withOthers(worst: SyncFailure, failures: readonly SyncFailure[]): string {
  const others = failures.length - 1;
  return others === 0 ? worst.message : `${worst.message} (${others} more in status)`;
}
