import { isRivalled } from './claims.ts';
import { asWanted, type Scene, type Settled } from './scene.ts';
import {
  addressOf,
  another,
  elsewhere,
  type Kept,
  mint,
  placeOf,
  type Remote,
  remembering,
  sharedPlace,
} from './world.ts';

/** Something is there under the name. */
export function setRight(scene: Scene, remote: Remote): Settled {
  const { world, resource, wanted, kept } = scene;
  if (remote.owner !== resource.name) {
    const policy = resource.spec.adoptionPolicy ?? 'Never';
    const isStrangers = remote.owner === elsewhere && placeOf(resource) === sharedPlace;
    if (isStrangers) return { world, reason: 'Conflict' };
    const mayAdopt = policy === 'Always' || (policy === 'IfUnowned' && remote.owner === undefined);
    if (!mayAdopt || isRivalled(world, resource, wanted.name)) return { world, reason: 'Conflict' };
    return takeUp(scene, remote);
  }
  return kept?.id === remote.id ? correct(scene, remote, kept) : takeUp(scene, remote);
}

const keepsValue = ({ wanted }: Scene): boolean => wanted.isCreateOnly || wanted.from.kind === 'Copy';

/** It was not this resource's before, or nobody knows: everything is set, but a value that is to be kept. */
function takeUp(scene: Scene, remote: Remote): Settled {
  const { wanted } = scene;
  const isRight = isAsWanted(scene, remote);
  if (keepsValue(scene)) return write(scene, remote, { ...(!isRight && asWanted(scene)) }, another);
  const value = wanted.from.kind === 'Value' ? wanted.from.value : remote.value;
  return write(scene, remote, { ...asWanted(scene), value }, value);
}

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

const isAsWanted = ({ wanted, resource }: Scene, { scopes, comment, owner }: Remote): boolean =>
  sameList(scopes, wanted.scopes) && comment === wanted.comment && owner === resource.name;

/** It is this resource's: somebody may have changed it, or what is wanted. */
function correct(scene: Scene, remote: Remote, kept: Kept): Settled {
  const { wanted, resource } = scene;
  const isDrifted = remote.version !== kept.version;
  const isLeft = isDrifted && resource.spec.driftPolicy === 'Report';
  const value = wanted.from.kind === 'Value' ? wanted.from.value : remote.value;
  const isChanged = !keepsValue(scene) && isOther(scene, kept, value);
  const areScopesWrong = !sameList(remote.scopes, wanted.scopes);
  const setsScopes = areScopesWrong && (!isLeft || isChanged || !sameList(wanted.scopes, kept.scopes));
  const isCommentWrong = remote.comment !== wanted.comment;
  const setsComment = isCommentWrong && (!isLeft || isChanged);
  const setsValue = !keepsValue(scene) && (isChanged || (isDrifted && !isLeft));
  const isAllSet = setsScopes === areScopesWrong && setsComment === isCommentWrong;
  const isDriftLeft = isLeft && !isChanged && !(keepsValue(scene) && isAllSet);
  const changes = {
    ...(setsScopes && { scopes: wanted.scopes }),
    ...(setsComment && { comment: wanted.comment }),
    ...(setsValue && { value }),
  };
  const keptValue = keepsValue(scene) ? keptOf(kept, { value, isDrifted }) : value;
  const written = write(scene, remote, changes, keptValue);
  if (!isDriftLeft) return written;
  const after = { ...kept, scopes: setsScopes ? wanted.scopes : kept.scopes };
  return {
    world: remembering(written.world, resource.name, { entry: wanted.name, kept: after }),
    reason: 'Drifted',
  };
}

const isOther = ({ doubt }: Scene, { value: before }: Kept, value: string): boolean =>
  before === undefined ? doubt === 'Changed' : before !== value;

/** Of a value that is left alone: whether it is known to be the one that the Secret has. */
function keptOf(kept: Kept, { value, isDrifted }: { value: string; isDrifted: boolean }): string | undefined {
  if (isDrifted) return another;
  return kept.value === undefined || kept.value === value ? kept.value : another;
}

/** Writes the changes, if there are any, and remembers what is there then. */
function write(scene: Scene, remote: Remote, changes: Partial<Remote>, value: string | undefined): Settled {
  const { world, resource, wanted } = scene;
  const [after, version] = Object.keys(changes).length === 0 ? [world, remote.version] : mint(world);
  const now: Remote = { ...remote, ...changes, version };
  const kept: Kept = { id: now.id, version, value, scopes: now.scopes };
  const written = { ...after, remote: { ...after.remote, [addressOf(placeOf(resource), wanted.name)]: now } };
  return { world: remembering(written, resource.name, { entry: wanted.name, kept }) };
}
