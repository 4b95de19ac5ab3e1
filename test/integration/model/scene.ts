import type { Wanted } from './wanted.ts';
import type { Kept, Remote, Resource, World } from './world.ts';

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
  readonly remote: Remote | undefined;
  readonly kept: Kept | undefined;
  readonly doubt: Doubt;
}

/** The secret as the spec has it, beside its value. */
export const asWanted = ({ resource, wanted }: Scene): Pick<Remote, 'scopes' | 'comment' | 'owner'> => ({
  scopes: wanted.scopes,
  comment: wanted.comment,
  owner: resource.name,
});
