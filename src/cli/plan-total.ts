import type { Preview } from '../core/preview.ts';
import type { PlannedResource } from '../sync/plan-once.ts';

type Counts = Preview['counts'];

const none: Counts = {
  creates: 0,
  copies: 0,
  updates: 0,
  adoptions: 0,
  renames: 0,
  releases: 0,
  deletions: 0,
  unchanged: 0,
  held: 0,
};

/** What all resources together count. */
export function totalOf(planned: readonly PlannedResource[]): Counts {
  return planned.reduce((total, { preview }) => (preview ? added(total, preview.counts) : total), none);
}

function added(a: Counts, b: Counts): Counts {
  const names = Object.keys(none) as (keyof Counts)[];
  return { ...none, ...Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) };
}
