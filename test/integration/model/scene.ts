import type { Wanted } from './wanted.ts';
import { addressOf, type Kept, placeOf, type Remote, type Resource, type World } from './world.ts';

/** Where the model cannot tell which value was written last, both may be right: that it has changed since, or not. */
export type Doubt = 'Changed' | 'Unchanged';

/** What becomes of one entry: the world after it, and why it is not as it should be, if it is not. */
export interface Settled {
  readonly world: World;
  readonly reason?: string;
}

/** One entry that is wanted, and all that its fate rests on. */
export interface Scene {
  readonly world: World;
  readonly resource: Resource;
  readonly wanted: Wanted;
  /** Under its name in the store of the resource. */
  readonly remote: Remote | undefined;
  readonly kept: Kept | undefined;
  readonly doubt: Doubt;
}

/** What is under this name in the store of the resource. */
export const remoteBy = ({ world, resource }: Scene, name: string): Remote | undefined =>
  world.remote[addressOf(placeOf(resource), name)];

/** The secret as the spec has it, beside its value. */
export const asWanted = ({ resource, wanted }: Scene): Pick<Remote, 'scopes' | 'comment' | 'owner'> => ({
  scopes: wanted.scopes,
  comment: wanted.comment,
  owner: resource.name,
});
