import { eventually } from '../../support/eventually.ts';
import { asObserved } from './as-observed.ts';
import { isIdle } from './barrier.ts';
import { observe, type Observed } from './observe.ts';
import { type Nearest, nearestTo, outcomesOf } from './outcomes.ts';
import type { Rest } from './settle.ts';
import type { Site } from './site.ts';
import { toAnother, type World } from './world.ts';

/** How long anything may take to come to rest: a few retries with backoff, on a busy machine. */
const restWithinMs = 20_000;

/** When what is only told, and may be told with the next listing of the store, is given that listing. */
const toldLateMs = 2_000;

export interface Expectation {
  /** The worlds from one of which the operator has set out. */
  readonly starts: readonly World[];
  /** Whether they tell what will come of it. Where several things were done at once, it is only known how things are at rest. */
  readonly isForetold: boolean;
  /** What was done on the way, and should not have been. */
  readonly complaints: readonly string[];
}

/**
 * Until everything is as the model has it: where the outcome can be foretold, it is that one, and in any case nothing is left to
 * do. Answers the world as it is then.
 */
export async function untilRest(site: Site, { starts, isForetold, complaints }: Expectation): Promise<World> {
  const [start] = starts;
  const expected = isForetold ? outcomesOf(...starts) : undefined;
  const beganMs = performance.now();
  let hasLooked = false;
  let wrong: readonly string[] = [];
  return eventually(
    async () => {
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
      if (start === undefined || !isIdle(site)) return false;
      const observed = await observe(site);
      const found = findRest(expected, { start, observed });
      if (found.wrong.length === 0) return found.world;
      wrong = found.wrong;
      if (!hasLooked && performance.now() > beganMs + toldLateMs && wrong.every(isOnlyTold(observed))) {
        hasLooked = true;
        await site.look();
      }
      return false;
    },
    { until: 'all is at rest', timeoutMs: restWithinMs, explain: async () => explain(site, wrong) },
  );
}

interface Seen {
  readonly start: World;
  readonly observed: Observed;
}

function findRest(expected: readonly Rest[] | undefined, { start, observed }: Seen): Nearest {
  const outcome = expected ? nearestTo(observed, expected) : { wrong: [], world: start };
  if (outcome.wrong.length > 0) return outcome;
  const now = asObserved(outcome.world, observed);
  const rest = nearestTo(observed, outcomesOf(now, toAnother(now)));
  const wrong = rest.wrong.map((difference) => `not at rest: ${difference}`);
  return { wrong, world: asObserved(rest.world, observed) };
}

/** Whether it is about what a resource says that is not Ready: each listing of the store looks at those once more. */
const isOnlyTold =
  ({ resources }: Observed) =>
  (difference: string): boolean => {
    const [, name = ''] = /resource (\S+): it/.exec(difference) ?? [];
    const ready = resources[name]?.status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'False';
  };

async function explain(site: Site, wrong: readonly string[]): Promise<string> {
  const { resources } = await observe(site);
  const statuses = Object.entries(resources).map(([name, { metadata, status }]) =>
    JSON.stringify({ name, generation: metadata.generation, finalizers: metadata.finalizers, status }),
  );
  return [...wrong, ...statuses].join('\n');
}
