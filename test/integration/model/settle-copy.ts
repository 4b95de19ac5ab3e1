import { admitsName } from './fence.ts';
import { remoteBy, type Scene, type Settled } from './scene.ts';
import { make } from './settle-absent.ts';
import { setRight } from './settle-present.ts';
import { type CopiedFrom, elsewhere, type Kept, type Remote, remembering } from './world.ts';

/** A copy is made once, and then only says that its origin has changed. */
export function settleCopy(scene: Scene, originName: string): Settled {
  const { world, resource, wanted, remote, kept } = scene;
  const found = remoteBy(scene, originName);
  const isAllowed = admitsName(scene, originName);
  const origin = isAllowed && found && found.owner !== elsewhere ? found : undefined;
  if (remote === undefined) {
    if (origin !== undefined) return make(scene, { original: origin });
    return { world, reason: isAllowed ? 'OriginNotReady' : 'NameNotAllowed' };
  }
  const known = knownOrigin({ remote, kept, originName, origin });
  const settled = setRight(scene, remote);
  if (settled.reason !== undefined) return settled;
  const now = settled.world.resources[resource.name]?.kept[wanted.name];
  const after = now && remembering(settled.world, resource.name, { entry: wanted.name, kept: ofOrigin(now, known) });
  const result = after ?? settled.world;
  const isGood = known && (origin === undefined || (known.id === origin.id && known.version === origin.version));
  return wanted.isCreateOnly || isGood ? { world: result } : { world: result, reason: 'CopyOutdated' };
}

function ofOrigin(kept: Kept, known: CopiedFrom | undefined): Kept {
  const { copiedFrom: _, ...rest } = kept;
  return { ...rest, ...(known && { copiedFrom: known }) };
}

interface Knowing {
  readonly remote: Remote;
  readonly kept: Kept | undefined;
  readonly originName: string;
  readonly origin: Remote | undefined;
}

/** Of what the secret that is there is known to be a copy. */
function knownOrigin({ remote, kept, originName, origin }: Knowing): CopiedFrom | undefined {
  if (kept?.id === remote.id)
    return kept.version === remote.version && kept.copiedFrom?.name === originName ? kept.copiedFrom : undefined;
  return origin && remote.version > origin.version
    ? { name: originName, id: origin.id, version: origin.version }
    : undefined;
}
