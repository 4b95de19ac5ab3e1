import type { Doubt } from './scene.ts';
import { settleDeleted } from './settle-deleted.ts';
import { settleEntry } from './settle-entry.ts';
import { type Ending, endUnwanted } from './settle-endings.ts';
import { endLeft, moved } from './settle-move.ts';
import type { Telling } from './telling.ts';
import { sourceOf, wantedBy } from './wanted.ts';
import { addressOf, placeOf, type Resource, withResource, without, type World } from './world.ts';

export interface Rest {
  readonly world: World;
  /** Of each resource that is looked at; none of one that is suspended, or only plans. */
  readonly tellings: Readonly<Record<string, Telling>>;
}

interface Manner {
  /** In which order the resources are looked at. */
  readonly order: readonly string[];
  readonly doubt: Doubt;
}

/** Far more than anything takes to come to rest. */
const maxRounds = 12;

/** The world when the operator has done all that it has to do. */
export function settle(world: World, manner: Manner): Rest {
  let rest: Rest = { world: settleDeparted(world), tellings: {} };
  for (let round = 0; round < maxRounds; round += 1) {
    const before = rest.world;
    for (const name of manner.order) rest = settleOne(rest, name, manner.doubt);
    if (sameBut(before, rest.world)) return rest;
  }
  throw new Error('The model does not come to rest');
}

const sameBut = (a: World, b: World): boolean =>
  JSON.stringify({ ...a, minted: 0 }) === JSON.stringify({ ...b, minted: 0 });

/** Whether nothing may be written for it. One that is being deleted is deleted where it is. */
const isHeld = ({ stores }: World, { spec, at, isDeleting }: Resource): boolean =>
  spec.suspend === true ||
  stores[spec.storeRef.name]?.suspend === true ||
  (isDeleting && at !== undefined && stores[at]?.suspend === true);

function settleOne(rest: Rest, name: string, doubt: Doubt): Rest {
  const { world, tellings } = rest;
  const resource = world.resources[name];
  if (resource === undefined) return rest;
  const { [name]: _, ...others } = tellings;
  if (isHeld(world, resource)) return { world: withFinalizer(world, name, 'Kept'), tellings: others };
  if (resource.isDeleting) {
    const { world: after, stays } = settleDeleted(world, resource);
    return {
      world: stays ? withResource(after, stays) : { ...after, resources: without(after.resources, name) },
      tellings: others,
    };
  }
  const there = resource.spec.mode === 'Plan' ? undefined : moved(world, resource);
  if (there === undefined) return { world: withFinalizer(world, name, 'Kept'), tellings: others };
  const { world: after, telling } = settleLiving(there, resource, doubt);
  return { world: withFinalizer(after, name, telling), tellings: { ...tellings, [name]: telling } };
}

function settleLiving(before: World, { name, spec }: Resource, doubt: Doubt): Ending {
  const source = sourceOf(before, before.resources[name] as Resource);
  const wanted = wantedBy(spec, source);
  let world = before;
  const telling: Record<string, string | undefined> = {};
  for (const one of wanted) {
    const resource = world.resources[name];
    if (resource === undefined) break;
    const remote = world.remote[addressOf(placeOf(resource), one.name)];
    const settled = settleEntry({ world, resource, wanted: one, remote, kept: resource.kept[one.name], doubt });
    world = settled.world;
    telling[one.name] = settled.reason;
  }
  const ended = endUnwanted(world, name, { wanted, isSourceThere: source !== undefined });
  const all = { ...telling, ...ended.telling };
  const named = Object.keys(all).filter((entry) => all[entry] !== 'DeletionsHeld' && all[entry] !== 'Deleting');
  const resource = { ...(ended.world.resources[name] as Resource), named };
  return endLeft({ world: withResource(ended.world, resource), telling: all }, resource);
}

/** A finalizer is there exactly while deleting the resource would delete something. */
function withFinalizer(world: World, name: string, telling: Telling | 'Kept'): World {
  const resource = world.resources[name];
  if (resource === undefined) return world;
  return withResource(world, { ...resource, hasFinalizer: needsFinalizer(resource, telling) });
}

function needsFinalizer({ spec, kept, left, hasFinalizer }: Resource, telling: Telling | 'Kept'): boolean {
  if (spec.deletionPolicy === 'Retain') return false;
  if (Object.keys(kept).length + Object.keys(left).length > 0 && (spec.mode !== 'Plan' || hasFinalizer)) return true;
  return hasFinalizer && (telling === 'Kept' || Object.keys(telling).length > 0);
}

/** Those that went under Retain: their marks come off, and then they are forgotten. */
function settleDeparted(world: World): World {
  let after = world;
  for (const resource of Object.values(world.departed)) {
    if (isHeld(world, resource)) continue;
    const { world: freed, stays } = settleDeleted(after, resource);
    const others = without(freed.departed, resource.name);
    after = { ...freed, departed: stays ? { ...others, [resource.name]: stays } : others };
  }
  return after;
}
