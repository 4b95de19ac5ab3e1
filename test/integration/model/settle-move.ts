import { endSecret, isStillOurs, isTooMany } from './end-secret.ts';
import type { Ending } from './settle-endings.ts';
import { tell } from './telling.ts';
import { waitsForSecret } from './wanted.ts';
import {
  addressOf,
  type Kept,
  type Named,
  nameIn,
  placeIn,
  placeOf,
  type Resource,
  withResource,
  without,
  type World,
} from './world.ts';

/**
 * The resource where its store leads: what it has in another one is still to go, and what it still had in this one is an entry
 * again. Undefined where it stays as it is, since nothing could be written there.
 */
export function moved(world: World, resource: Resource): World | undefined {
  const place = placeOf(resource);
  const { at, kept, left } = resource;
  const isLeaving = at !== place && Object.keys(kept).length > 0;
  const returning = Object.keys(left).filter((address) => placeIn(address) === place);
  if (!isLeaving && returning.length === 0)
    return withResource(world, { ...resource, at: place, ...(at !== place && { kept: {} }) });
  if (waitsForSecret(resource, world)) return undefined;
  return withResource(world, {
    ...resource,
    at: place,
    kept: {
      ...(!isLeaving && at === place && kept),
      ...Object.fromEntries(returning.map((address) => [nameIn(address), left[address] as Kept])),
    },
    left: { ...without(left, ...returning), ...(isLeaving && addressed(at ?? '', kept)) },
  });
}

const addressed = (place: string, kept: Named<Kept>): Named<Kept> =>
  Object.fromEntries(Object.entries(kept).map(([name, one]) => [addressOf(place, name), one]));

/** What it still has in other stores goes once everything that it wants is as it should be. */
export function endLeft({ world, telling }: Ending, resource: Resource): Ending {
  const { left } = resource;
  const all = Object.keys(left);
  const isMovedIn = !waitsForSecret(resource, world) && Object.values(telling).every(isNoHindrance);
  if (!isMovedIn)
    return { world, telling: { ...telling, ...Object.fromEntries(all.map((address) => [address, undefined])) } };
  const suspended = all.filter((address) => isSuspendedAt(world, address));
  const others = all.filter((address) => !suspended.includes(address));
  const going = others.filter((address) => isStillOurs(world, resource, address, left[address]));
  const held = isTooMany(going.length, resource) ? going : [];
  const ended = others.filter((address) => !held.includes(address));
  return {
    world: withResource(endAll(world, resource, ended), { ...resource, left: without(left, ...ended) }),
    telling: { ...telling, ...tell(suspended, 'Suspended'), ...tell(held, 'DeletionsHeld') },
  };
}

const isNoHindrance = (reason: string | undefined): boolean =>
  reason === undefined || reason === 'Deleting' || reason === 'DeletionsHeld';

/** Suspended is suspended, for what was there before as well. */
export const isSuspendedAt = ({ stores }: World, address: string): boolean =>
  stores[placeIn(address)]?.suspend === true;

/** What it has left at these addresses ends where it is still its own. */
export const endAll = (world: World, resource: Resource, addresses: readonly string[]): World =>
  addresses.reduce((now, address) => endSecret(now, resource, address, resource.left[address]), world);
