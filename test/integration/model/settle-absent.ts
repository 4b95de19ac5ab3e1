import { isRivalled } from './claims.ts';
import { asWanted, remoteBy, type Scene, type Settled } from './scene.ts';
import type { Wanted } from './wanted.ts';
import { addressOf, another, type CopiedFrom, mint, placeOf, type Remote, remembering } from './world.ts';

/** The secret that it had under its former name. */
export function ownFormer(scene: Scene): Remote | undefined {
  const { formerName } = scene.wanted;
  const former = formerName === undefined ? undefined : remoteBy(scene, formerName);
  return former?.owner === scene.resource.name ? former : undefined;
}

/** Nothing is there: it is made, from the Secret or from another secret at Cloudflare. */
export function make(scene: Scene, { original, isRename = false }: { original?: Remote; isRename?: boolean }): Settled {
  const { world, resource, wanted, kept } = scene;
  const wasThere = kept !== undefined;
  if (wasThere && resource.spec.driftPolicy === 'Report' && !wouldChange(scene, original))
    return { world, reason: 'Drifted' };
  if (!wasThere && isRivalled(world, resource, wanted.name)) return { world, reason: 'Conflict' };
  const used = Object.keys(world.remote).length;
  const { quotaReserve = 0 } = world.stores[placeOf(resource)] ?? {};
  if (used + quotaReserve >= world.quota) return { world, reason: 'QuotaExceeded' };
  const [after, id] = mint(world);
  const value = original?.value ?? (wanted.from.kind === 'Value' ? wanted.from.value : '');
  const made: Remote = { id, version: id, value, ...asWanted(scene) };
  const written = { ...after, remote: { ...after.remote, [addressOf(placeOf(resource), wanted.name)]: made } };
  const isCopy = wanted.from.kind === 'Copy';
  const copiedFrom = isCopy && original && !isRename ? copyOf(original, wanted) : carried(scene, original);
  const isKnown = wanted.from.kind === 'Value' && wanted.from.value === value;
  return {
    world: remembering(written, resource.name, {
      entry: wanted.name,
      kept: {
        id,
        version: id,
        value: isKnown ? value : another,
        scopes: wanted.scopes,
        ...(copiedFrom && { copiedFrom }),
      },
    }),
  };
}

/** Of what a renamed copy is a copy: what it was before. */
function carried({ resource, wanted }: Scene, former: Remote | undefined): CopiedFrom | undefined {
  const kept = resource.kept[wanted.formerName ?? ''];
  if (wanted.from.kind !== 'Copy' || former === undefined || kept?.id !== former.id) return undefined;
  return kept.version === former.version && kept.copiedFrom?.name === wanted.from.of ? kept.copiedFrom : undefined;
}

const copyOf = ({ id, version }: Remote, { from }: Wanted): CopiedFrom | undefined =>
  from.kind === 'Copy' ? { name: from.of, id, version } : undefined;

/** Whether the value would not be that of before, so that somebody's deletion is not left as it is. */
function wouldChange({ wanted, kept, doubt }: Scene, original: Remote | undefined): boolean {
  if (wanted.from.kind === 'Copy')
    return kept?.copiedFrom?.id !== original?.id || kept?.copiedFrom?.version !== original?.version;
  if (wanted.isCreateOnly) return false;
  if (kept?.value === undefined) return doubt === 'Changed';
  return wanted.from.kind !== 'Value' || wanted.from.value !== kept.value;
}
