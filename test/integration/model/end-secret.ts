import { type Kept, mint, type Remote, type Resource, without, type World } from './world.ts';

/** Whether what is at the address is what the resource has written there. */
export const isStillOurs = ({ remote }: World, { name }: Resource, address: string, kept: Kept | undefined): boolean =>
  remote[address]?.id === kept?.id && remote[address]?.owner === name;

/** What the resource has there goes, or under Retain our mark on it; nothing happens to what is not its own any more. */
export function endSecret(world: World, resource: Resource, address: string, kept: Kept | undefined): World {
  if (!isStillOurs(world, resource, address, kept)) return world;
  return isRetaining(resource) ? unmarked(world, address) : { ...world, remote: without(world.remote, address) };
}

export const isRetaining = ({ spec }: Resource): boolean => spec.deletionPolicy === 'Retain';

/** Without our mark. */
export function unmarked(world: World, address: string): World {
  const { owner: _, ...secret } = world.remote[address] as Remote;
  const [after, version] = mint(world);
  return { ...after, remote: { ...after.remote, [address]: { ...secret, owner: undefined, version } } };
}

const defaultMaxDeletions = 10;

/** Whether so many deletions at once wait for somebody's word. */
export const isTooMany = (count: number, resource: Resource): boolean =>
  !isRetaining(resource) &&
  count > (resource.spec.maxDeletions ?? defaultMaxDeletions) &&
  resource.confirmed !== String(count);
