import { placeIn, placeOf, type Resource, without, type World } from './world.ts';

/** The operator has a way by every store that is there. */
export const withWays = (world: World): World => ({
  ...world,
  known: [...new Set([...world.known, ...Object.keys(world.stores)])].toSorted(),
});

/** Why nothing can be written by the store of a resource that is not being deleted. */
export function storeObstacle({ stores }: World, resource: Resource): string | undefined {
  const store = stores[placeOf(resource)];
  if (store === undefined) return 'StoreNotFound';
  return store.isDeleting ? 'StoreNotReady' : undefined;
}

/** What is being deleted is deleted by whatever way there is: by its own store where it is there, and else by any of the account. */
export function hasWay({ known }: World, resource: Resource): boolean {
  const place = placeOf(resource);
  return resource.at === undefined || resource.at === place ? known.includes(place) : known.length > 0;
}

/** A store that is to go waits for the resources that delete by it. */
export function settleStores(world: World): World {
  const going = Object.keys(world.stores).filter((name) => {
    const isUsed = Object.values(world.resources).some((resource) => usesStore(resource, name));
    return world.stores[name]?.isDeleting && !isUsed;
  });
  return { ...world, stores: without(world.stores, ...going) };
}

function usesStore(resource: Resource, store: string): boolean {
  const { at, kept, left, hasFinalizer } = resource;
  const places = [
    placeOf(resource),
    ...(at !== undefined && Object.keys(kept).length > 0 ? [at] : []),
    ...Object.keys(left).map(placeIn),
  ];
  return hasFinalizer && places.includes(store);
}
