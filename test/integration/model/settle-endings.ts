import { endSecret, isStillOurs, isTooMany } from './end-secret.ts';
import { tell, type Telling } from './telling.ts';
import type { Wanted } from './wanted.ts';
import { addressOf, placeOf, remembering, type Resource, type World } from './world.ts';

export interface Ending {
  readonly world: World;
  readonly telling: Telling;
}

interface Circumstances {
  readonly wanted: readonly Wanted[];
  readonly isSourceThere: boolean;
}

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
    const held = tell([...others, ...resource.named.filter(isOther)], 'SecretNotFound');
    return { world: renamed.world, telling: { ...renamed.telling, ...held } };
  }
  const deleted = others.filter((entry) =>
    isStillOurs(before, resource, addressOf(placeOf(resource), entry), resource.kept[entry]),
  );
  const isHeld = isTooMany(deleted.length, resource);
  const ended = isHeld ? others.filter((entry) => !deleted.includes(entry)) : others;
  return {
    world: ended.reduce((world, entry) => letGo(world, resource, entry), renamed.world),
    telling: { ...renamed.telling, ...(isHeld && tell(deleted, 'DeletionsHeld')) },
  };
}

/** The old name goes once the new one is there, and is remembered until then. */
function endFormers(before: World, name: string, formers: readonly Wanted[]): Ending & { gone: readonly string[] } {
  let world = before;
  const gone: string[] = [];
  const telling: Record<string, string> = {};
  for (const { formerName = '', name: newName, problem } of formers) {
    const resource = world.resources[name];
    if (resource === undefined) continue;
    const place = placeOf(resource);
    const former = world.remote[addressOf(place, formerName)];
    if (former?.owner !== name) continue;
    const { id, version, scopes } = former;
    const known = resource.kept[formerName];
    const kept = known?.id === id ? known : { id, version, scopes, value: undefined };
    world = remembering(world, name, { entry: formerName, kept });
    const hasCome = world.remote[addressOf(place, newName)]?.owner === name;
    if (hasCome && !problem) {
      world = letGo(world, world.resources[name] as Resource, formerName);
      gone.push(formerName);
    } else telling[formerName] = 'Deleting';
  }
  return { world, telling, gone };
}

/** It ends where it is still ours, and is forgotten in any case. */
function letGo(world: World, resource: Resource, entry: string): World {
  const ended = endSecret(world, resource, addressOf(placeOf(resource), entry), resource.kept[entry]);
  return remembering(ended, resource.name, { entry, kept: undefined });
}
