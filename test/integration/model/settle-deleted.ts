import { chosenNames } from './claims.ts';
import { unmarked } from './settle-endings.ts';
import { sourceOf, wantedBy } from './wanted.ts';
import { type Resource, without, type World } from './world.ts';

/** A resource that somebody has deleted: what it has written goes, or loses our mark, and then the resource goes. */
export function settleDeleted(world: World, resource: Resource): World {
  const { name, spec, kept } = resource;
  const holdsAny = Object.keys(kept).length > 0 || resource.named.length > 0;
  if (spec.mode === 'Plan' && spec.deletionPolicy !== 'Retain' && holdsAny) return world;
  const after = spec.mode === 'Plan' ? world : takenBack(world, resource);
  return { ...after, resources: without(after.resources, name) };
}

function takenBack(world: World, resource: Resource): World {
  const { name, spec, kept } = resource;
  const wanted = wantedBy(spec, sourceOf(world, resource));
  const meant = new Set([...chosenNames(resource), ...wanted.flatMap((one) => [one.name, one.formerName ?? ''])]);
  const ours = Object.keys(world.remote).filter(
    (entry) => world.remote[entry]?.owner === name && (meant.has(entry) || kept[entry]?.id === world.remote[entry]?.id),
  );
  if (spec.deletionPolicy !== 'Retain') return { ...world, remote: without(world.remote, ...ours) };
  return ours.reduce(unmarked, world);
}
