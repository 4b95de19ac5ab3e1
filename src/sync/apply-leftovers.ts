import type { LeftoverOutcomes } from '../core/leftover-status.ts';
import type { Owner } from '../core/ownership.ts';
import { placeKey, placeTitle } from '../core/pending-deletion.ts';
import type { Leftover, StepOf } from '../core/plan.ts';
import { type Applied, apply } from './apply.ts';
import type { StoreWay } from './connections.ts';
import type { OldPlaces } from './gather-old-places.ts';
import type { Pass } from './pass.ts';

/** What became of the leftovers at one place. */
export interface LeftoversApplied extends Pick<Applied, 'failures' | 'deleted' | 'freed'> {
  readonly way: StoreWay;
  readonly outcomes: LeftoverOutcomes;
}

interface Writing {
  readonly ways: OldPlaces['ways'];
  readonly owner: Owner;
  readonly pass: Pass;
}

type WritingLeftover = Leftover & { readonly step: StepOf<'Delete' | 'Release'> };

/** Every write that the leftovers ask for, at all places at once: one result for each place at which something was tried. */
export async function applyLeftovers(
  leftovers: readonly Leftover[],
  { ways, owner, pass }: Writing,
): Promise<readonly LeftoversApplied[]> {
  const writing = leftovers.filter(
    (one): one is WritingLeftover => one.step.action === 'Delete' || one.step.action === 'Release',
  );
  const byPlace = Map.groupBy(writing, ({ pending }) => placeKey(pending.store));
  const applied = [...byPlace].map(async ([key, [first, ...rest]]): Promise<readonly LeftoversApplied[]> => {
    const access = ways.get(key);
    if (access === undefined || first === undefined) return [];
    const there = [first, ...rest];
    const title = placeTitle(first.pending.store);
    const { outcomes, ...others } = await apply(
      there.map(({ step }) => step),
      { access, owner, title, pass },
    );
    const byId = there.flatMap(({ pending, step }) => {
      const outcome = outcomes.get(step.name);
      return outcome ? [[pending.secretId, outcome] as const] : [];
    });
    return [{ ...others, way: access, outcomes: new Map(byId) }];
  });
  return (await Promise.all(applied)).flat();
}
