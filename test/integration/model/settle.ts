import { isAdmitted } from './fence.ts';
import type { Doubt } from './scene.ts';
import { settleDeleted } from './settle-deleted.ts';
import { settleEntry } from './settle-entry.ts';
import { type Ending, endUnwanted } from './settle-endings.ts';
import { endLeft, moved } from './settle-move.ts';
import type { Telling } from './telling.ts';
import { waitsForSecret, type Wanted, wantedOf } from './wanted.ts';
import { settleStores, storeObstacle, withWays } from './settle-stores.ts';
import { addressOf, type Named, placeOf, type Resource, withResource, without, type World } from './world.ts';

export interface Rest {
  readonly world: World;
  /** Of each resource that is looked at; none of one that is suspended, or only plans. */
  readonly tellings: Named<Telling>;
  /** Why nothing at all is done for a resource, which it says and nothing else. */
  readonly obstacles: Named<string>;
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
  let rest: Rest = { world: settleDeparted(withWays(world)), tellings: {}, obstacles: {} };
  for (let round = 0; round < maxRounds; round += 1) {
    const before = rest.world;
    for (const name of manner.order) rest = settleOne(rest, name, manner.doubt);
    rest = { ...rest, world: settleStores(rest.world) };
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
  const resource = rest.world.resources[name];
  if (resource === undefined) return rest;
  const others = { tellings: without(rest.tellings, name), obstacles: without(rest.obstacles, name) };
  const { world, telling, obstacle } = settled(rest.world, resource, doubt);
  return {
    world: withFinalizer(world, name, telling ?? 'Kept'),
    tellings: { ...others.tellings, ...(telling && { [name]: telling }) },
    obstacles: { ...others.obstacles, ...(obstacle !== undefined && { [name]: obstacle }) },
  };
}

interface SettledResource {
  readonly world: World;
  readonly telling?: Telling;
  readonly obstacle?: string;
}

function settled(world: World, resource: Resource, doubt: Doubt): SettledResource {
  const { name, spec, isDeleting } = resource;
  const obstacle = isDeleting ? undefined : storeObstacle(world, resource);
  if (spec.suspend || (obstacle === undefined && isHeld(world, resource))) return { world };
  if (isDeleting) {
    const { world: after, stays } = settleDeleted(world, resource);
    return { world: stays ? withResource(after, stays) : { ...after, resources: without(after.resources, name) } };
  }
  if (spec.mode === 'Plan') return { world };
  if (obstacle !== undefined) return { world, obstacle };
  if (!isAdmitted({ world, resource })) return { world, obstacle: 'NotAdmitted' };
  const there = moved(world, resource);
  return there === undefined ? { world, obstacle: 'SecretNotFound' } : settleLiving(there, resource, doubt);
}

function settleLiving(before: World, living: Resource, doubt: Doubt): Ending {
  const { name } = living;
  const wanted = wantedOf(living, before);
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
  const ended = endUnwanted(world, name, { wanted, isSourceThere: !waitsForSecret(living, before) });
  const all = { ...telling, ...ended.telling };
  const named = Object.keys(all).filter((entry) => all[entry] !== 'DeletionsHeld' && all[entry] !== 'Deleting');
  const made = Object.fromEntries(Object.keys(all).map((entry) => [entry, madeOf(entry, wanted, living)]));
  const resource = { ...(ended.world.resources[name] as Resource), named, made };
  return endLeft({ world: withResource(ended.world, resource), telling: all }, resource);
}

/** Of what is wanted no longer it stays known what it was made of. */
const madeOf = (entry: string, wanted: readonly Wanted[], { made }: Resource): string =>
  wanted.find(({ name }) => name === entry)?.made ?? made[entry] ?? '';

/** A finalizer is there exactly while deleting the resource would delete something. */
function withFinalizer(world: World, name: string, telling: Telling | 'Kept'): World {
  const resource = world.resources[name];
  if (resource === undefined || resource.isDeleting) return world;
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
