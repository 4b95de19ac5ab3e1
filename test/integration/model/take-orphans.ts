import { recordedIds } from '../../../src/core/recorded-ids.ts';
import { eventually } from '../../support/eventually.ts';
import { observe } from './observe.ts';
import type { Site } from './site.ts';
import { elsewhere, placeIn, places, without, type World } from './world.ts';

/**
 * Has the stores delete what carries the mark of a resource that is not there: two listings have to show it, some seconds apart.
 * Answers the world without it. What another resource records is no orphan, whatever mark somebody has put on it since.
 */
export async function takeOrphans(site: Site, world: World): Promise<World> {
  const { remote, resources } = await observe(site);
  const recorded = new Set(Object.values(resources).flatMap(recordedIds));
  const orphans = Object.keys(world.remote).filter(
    (address) => isOrphan(world, address) && !recorded.has(remote[address]?.id ?? ''),
  );
  if (orphans.length === 0) return world;
  for (const place of places) await site.editStore(place, { orphanPolicy: 'Delete', resyncPeriodSeconds: 5 });
  await eventually(
    async () => {
      const now = await observe(site);
      return orphans.every((address) => now.remote[address] === undefined);
    },
    {
      until: `the orphans are gone: ${orphans.join(', ')}`,
      timeoutMs: 30_000,
      explain: async () => JSON.stringify(await observe(site), undefined, 2),
    },
  );
  return { ...world, remote: without(world.remote, ...orphans) };
}

function isOrphan({ remote, resources, departed, stores }: World, address: string): boolean {
  const owner = remote[address]?.owner;
  const store = stores[placeIn(address)];
  if (owner === undefined || owner === elsewhere || store === undefined || store.suspend || store.isDeleting)
    return false;
  return resources[owner] === undefined && departed[owner] === undefined;
}
