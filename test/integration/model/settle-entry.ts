import { admitsName, forbidden } from './fence.ts';
import type { Scene, Settled } from './scene.ts';
import { make, ownFormer } from './settle-absent.ts';
import { settleCopy } from './settle-copy.ts';
import { setRight } from './settle-present.ts';

/** One entry that is wanted, as a user may expect it by docs/resources/secretsstoresecret.md. */
export function settleEntry(scene: Scene): Settled {
  const { world, wanted, remote } = scene;
  if (wanted.problem) return { world, reason: wanted.problem };
  const prohibition = forbidden(scene, wanted);
  if (prohibition !== undefined) return { world, reason: prohibition };
  const former = ownFormer(scene);
  if (former && remote === undefined && !admitsName(scene, wanted.formerName ?? ''))
    return { world, reason: 'NameNotAllowed' };
  if (former && remote === undefined) return make(scene, { original: former, isRename: true });
  if (wanted.from.kind === 'Nothing') return { world, reason: wanted.from.reason };
  if (wanted.from.kind === 'Copy') return settleCopy(scene, wanted.from.of);
  return remote === undefined ? make(scene, {}) : setRight(scene, remote);
}
