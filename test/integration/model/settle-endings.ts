import type { Telling } from './telling.ts';
import type { Wanted } from './wanted.ts';
import { mint, type Remote, remembering, type Resource, without, type World } from './world.ts';

export interface Ending {
  readonly world: World;
  readonly telling: Telling;
}

interface Circumstances {
  readonly wanted: readonly Wanted[];
  readonly isSourceThere: boolean;
}

const defaultMaxDeletions = 10;

/** What becomes of secrets that a resource has and wants no longer, under another name or not at all. */
export function endUnwanted(before: World, name: string, { wanted, isSourceThere }: Circumstances): Ending {
  const resource = before.resources[name];
  if (resource === undefined) return { world: before, telling: {} };
  const isWanted = (entry: string): boolean => wanted.some((one) => one.name === entry);
  const formers = wanted.filter(({ formerName }) => formerName !== undefined && !isWanted(formerName));
  const renamed = endFormers(before, name, formers);
  const isOther = (entry: string): boolean =>
    !isWanted(entry) && renamed.telling[entry] === undefined && !renamed.gone.includes(entry);
  const others = Object.keys(resource.kept).filter(isOther);
  // Only the keys could tell what dataFrom wants no longer.
  if (!isSourceThere && resource.spec.dataFrom !== undefined) {
    const held = [...others, ...resource.named.filter(isOther)];
    return { world: renamed.world, telling: { ...renamed.telling, ...tell(held, 'SecretNotFound') } };
  }
  const { maxDeletions = defaultMaxDeletions, deletionPolicy } = resource.spec;
  const deleted = others.filter((entry) => isStillOurs(before, resource, entry));
  const isTooMany = deletionPolicy !== 'Retain' && deleted.length > maxDeletions;
  const ended = isTooMany ? others.filter((entry) => !deleted.includes(entry)) : others;
  return {
    world: ended.reduce((world, entry) => letGo(world, resource, entry), renamed.world),
    telling: { ...renamed.telling, ...(isTooMany && tell(deleted, 'DeletionsHeld')) },
  };
}

const tell = (names: readonly string[], reason: string): Telling =>
  Object.fromEntries(names.map((name) => [name, reason]));

/** The old name goes once the new one is there, and is remembered until then. */
function endFormers(before: World, name: string, formers: readonly Wanted[]): Ending & { gone: readonly string[] } {
  let world = before;
  const gone: string[] = [];
  const telling: Record<string, string> = {};
  for (const { formerName = '', name: newName, problem } of formers) {
    const former = world.remote[formerName];
    const resource = world.resources[name];
    if (resource === undefined || former?.owner !== name) continue;
    const { id, version, scopes } = former;
    const known = resource.kept[formerName];
    const kept = known?.id === id ? known : { id, version, scopes, value: undefined };
    world = remembering(world, name, { entry: formerName, kept });
    const hasCome = world.remote[newName]?.owner === name;
    if (hasCome && !problem) {
      world = letGo(world, world.resources[name] as Resource, formerName);
      gone.push(formerName);
    } else telling[formerName] = 'Deleting';
  }
  return { world, telling, gone };
}

const isStillOurs = ({ remote }: World, { name, kept }: Resource, entry: string): boolean =>
  remote[entry]?.id === kept[entry]?.id && remote[entry]?.owner === name;

/** It is deleted, or our mark is taken off, where it is still ours; and forgotten in any case. */
function letGo(world: World, resource: Resource, entry: string): World {
  const forgotten = remembering(world, resource.name, { entry, kept: undefined });
  if (!isStillOurs(world, resource, entry)) return forgotten;
  if (resource.spec.deletionPolicy !== 'Retain') return { ...forgotten, remote: without(forgotten.remote, entry) };
  return unmarked(forgotten, entry);
}

/** Without our mark. */
export function unmarked(world: World, entry: string): World {
  const { owner: _, ...secret } = world.remote[entry] as Remote;
  const [after, version] = mint(world);
  return { ...after, remote: { ...after.remote, [entry]: { ...secret, owner: undefined, version } } };
}
