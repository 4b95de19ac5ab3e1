import type { SecretsStoreSecret, SecretStatus } from '../api/resources.ts';
import type { Plan } from './plan.ts';
import { type PlannedChange, plannedChange, plannedLeftover } from './planned-change.ts';

/** What a plan would do at Cloudflare, as `status.plan` has it. */
export type Preview = NonNullable<SecretStatus['plan']>;

type Counts = Preview['counts'];

/** In the order of the list: what can hurt comes first, and is the last to be cut off. */
const order: Readonly<Record<PlannedChange['action'], number>> = {
  Delete: 0,
  Release: 1,
  Adopt: 2,
  Rename: 3,
  Update: 4,
  Copy: 5,
  Create: 6,
};

/** A status has to stay readable, and within what an object may weigh; the counts tell of all. */
const listedInStatus = 100;

/** Somebody else's mark may be long. */
const maxWhy = 1024;

/** The same plan gives the same words. */
export function previewOf(
  { steps, leftovers }: Plan,
  resource: SecretsStoreSecret,
  maxListed = listedInStatus,
): Preview {
  const changes = [
    ...steps.flatMap((step) => plannedChange(step, resource) ?? []),
    ...leftovers.flatMap((leftover) => plannedLeftover(leftover, resource) ?? []),
  ];
  const countOf = (action: PlannedChange['action']): number =>
    changes.filter((change) => change.action === action).length;
  const counts: Counts = {
    creates: countOf('Create'),
    copies: countOf('Copy'),
    updates: countOf('Update'),
    adoptions: countOf('Adopt'),
    renames: countOf('Rename'),
    releases: countOf('Release'),
    deletions: countOf('Delete'),
    unchanged: steps.filter(({ action }) => action === 'Keep').length,
    held: steps.filter(({ action }) => action === 'Hold').length,
  };
  const listed = changes
    .toSorted((a, b) => order[a.action] - order[b.action])
    .slice(0, maxListed)
    .map((change) => ({ ...change, why: change.why.slice(0, maxWhy) }));
  return { summary: summaryOf(counts), counts, ...(listed.length > 0 && { changes: listed }) };
}

/** What comes, what changes, and what goes; one whose mark alone is taken off stays. */
function summaryOf({ creates, copies, updates, adoptions, renames, releases, deletions }: Counts): string {
  return `+${creates + copies} ~${updates + adoptions + renames + releases} -${deletions}`;
}

/** How many secrets it would change at Cloudflare, in whatever way. */
export function changesIn({ counts: { unchanged: _unchanged, held: _held, ...changing } }: Preview): number {
  return Object.values(changing).reduce((sum, count) => sum + count, 0);
}
