import { differences } from './differences.ts';
import type { Observed } from './observe.ts';
import { type Rest, settle } from './settle.ts';
import type { World } from './world.ts';

/** All that may come of any of these worlds, whichever resource is looked at first. */
export function outcomesOf(...starts: readonly World[]): readonly Rest[] {
  const all = starts.flatMap((start) =>
    permutations(Object.keys(start.resources)).flatMap((order) =>
      (['Unchanged', 'Changed'] as const).map((doubt) => settle(start, { order, doubt })),
    ),
  );
  return [...new Map(all.map((rest) => [JSON.stringify(rest), rest])).values()];
}

export interface Nearest {
  /** How it differs from what is there: not at all, where it has come so. */
  readonly wrong: readonly string[];
  readonly world: World;
}

/** Of the outcomes, each of which is right, the one that is nearest to what is there. */
export function nearestTo(observed: Observed, outcomes: readonly Rest[]): Nearest {
  const found = outcomes.map((rest) => ({ wrong: differences(rest, observed), world: rest.world }));
  return found.reduce((best, one) => (one.wrong.length < best.wrong.length ? one : best));
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
