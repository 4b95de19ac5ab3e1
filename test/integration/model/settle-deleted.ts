import { chosenNames } from './claims.ts';
import { isRetaining, unmarked } from './end-secret.ts';
import { endAll, isSuspendedAt } from './settle-move.ts';
import { hasWay } from './settle-stores.ts';
import { sourceOf, wantedBy } from './wanted.ts';
import { nameIn, placeIn, placeOf, type Resource, without, type World } from './world.ts';

export interface Deleted {
  readonly world: World;
  /** What is left of it, where it cannot go yet. */
  readonly stays?: Resource;
}

/** A resource that somebody has deleted: what it has written goes, or loses our mark, wherever it is, and then the resource goes. */
export function settleDeleted(world: World, resource: Resource): Deleted {
  if (resource.spec.mode !== 'Plan') return takenBack(world, resource);
  return isRetaining(resource) || !holdsAny(resource) ? { world } : { world, stays: resource };
}

const holdsAny = ({ kept, left, named }: Resource): boolean =>
  Object.keys(kept).length + Object.keys(left).length + named.length > 0;

/** It does not move any more: it is deleted where it is, as far as there is a way. Who retains what cannot be reached need not wait. */
function takenBack(world: World, resource: Resource): Deleted {
  const canReach = hasWay(world, resource);
  const after = canReach ? withoutOwn(world, resource) : world;
  const going =
    world.known.length === 0 ? [] : Object.keys(resource.left).filter((address) => !isSuspendedAt(world, address));
  const left = without(resource.left, ...going);
  const ended = endAll(after, resource, going);
  const isWaiting = !canReach && !(isRetaining(resource) && resource.hasFinalizer);
  if (!isWaiting && Object.keys(left).length === 0) return { world: ended };
  return { world: ended, stays: { ...resource, left, ...(canReach && { kept: {}, named: [], made: {} }) } };
}

/** Without what it has where its entries are, recorded or meant by its spec. */
function withoutOwn(world: World, resource: Resource): World {
  const { name, spec, kept, at = placeOf(resource) } = resource;
  const wanted = wantedBy(spec, sourceOf(world, resource));
  const meant = new Set([...chosenNames(resource), ...wanted.flatMap((one) => [one.name, one.formerName ?? ''])]);
  const ours = Object.entries(world.remote).flatMap(([address, { id, owner }]) => {
    const entry = nameIn(address);
    const isMeant = placeIn(address) === at && (meant.has(entry) || kept[entry]?.id === id);
    return isMeant && owner === name ? address : [];
  });
  return isRetaining(resource) ? ours.reduce(unmarked, world) : { ...world, remote: without(world.remote, ...ours) };
}
