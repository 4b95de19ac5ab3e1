import type { SecretsStoreSecret, SecretStatus } from '../api/resources.ts';
import { isDeleting } from './lifecycle.ts';
import { formatOwner, ownerIn } from './ownership.ts';
import { placeTitle } from './pending-deletion.ts';
import type { Leftover, PatchParts, Step, StepOf } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';

type ListedChange = NonNullable<NonNullable<SecretStatus['plan']>['changes']>[number];

/** One change at Cloudflare, in a user's words. */
export interface PlannedChange extends ListedChange {
  readonly action: 'Delete' | 'Release' | 'Adopt' | 'Rename' | 'Update' | 'Copy' | 'Create';
}

/** What a step would change at Cloudflare, and why; undefined where it would change nothing. */
export function plannedChange(step: Step, resource: SecretsStoreSecret): PlannedChange | undefined {
  const { name } = step;
  switch (step.action) {
    case 'Create':
      return { name, action: 'Create', why: causes[step.why] };
    case 'Duplicate': {
      const { replaces, origin, why } = step;
      const change = { name, from: origin.name, why: causes[why] };
      if (why === 'Renamed') return { ...change, action: 'Rename' };
      return replaces ? { ...change, action: 'Update', parts: ['value'] } : { ...change, action: 'Copy' };
    }
    case 'Patch': {
      const { patch, remote, why } = step;
      const parts = partsOf(patch);
      return why === 'Adopted'
        ? { name, action: 'Adopt', parts, why: whose(remote) }
        : { name, action: 'Update', parts, why: causes[why] };
    }
    case 'Delete':
      return { name, action: 'Delete', why: unwanted(step, resource) };
    case 'Release':
      return {
        name,
        action: 'Release',
        parts: ['comment'],
        why: `${unwanted(step, resource)}; deletionPolicy is Retain`,
      };
    case 'Keep':
    case 'Hold':
    case 'Linger':
    case 'Forget':
      return undefined;
  }
}

/** Likewise where the resource was before; those that have to wait are to go as well. */
export function plannedLeftover({ pending, step }: Leftover, resource: SecretsStoreSecret): PlannedChange | undefined {
  const { name, store } = pending;
  if (step.action === 'Forget' || step.action === 'Hold') return undefined;
  const state = isDeleting(resource) ? beingDeleted : 'storeRef leads elsewhere';
  const why = `it is in ${placeTitle(store)}, and ${state}; it goes once everything that is wanted is active`;
  const isReleased = step.action === 'Release' || (step.action === 'Wait' && resource.spec.deletionPolicy === 'Retain');
  return isReleased
    ? { name, action: 'Release', parts: ['comment'], why: `${why}; deletionPolicy is Retain` }
    : { name, action: 'Delete', why };
}

type Cause = StepOf<'Create' | 'Duplicate'>['why'] | Exclude<StepOf<'Patch'>['why'], 'Adopted'>;

const causes: Readonly<Record<Cause, string>> = {
  New: 'it is not there yet',
  DeletedElsewhere: 'somebody else has deleted it',
  CopiedAgain: 'another copy was asked for: it is deleted, and copied anew',
  Renamed: 'formerName says so; the old name goes once the new one is active',
  SourceChanged: 'its source has another value than was last written',
  ChangedElsewhere: 'somebody else has changed it',
  SpecChanged: 'the spec says otherwise',
  Unrecorded: 'it carries our mark, and nothing records what was written',
};

const partNames = ['value', 'scopes', 'comment'] as const satisfies readonly (keyof PatchParts)[];

const partsOf = (patch: PatchParts): readonly string[] => partNames.filter((part) => patch[part] !== undefined);

function whose({ comment }: RemoteSecret): string {
  const holder = ownerIn(comment);
  return holder === undefined
    ? 'no operator has marked it'
    : `adoptionPolicy is Always; it belongs to ${formatOwner(holder)}`;
}

const beingDeleted = 'the resource is being deleted';

function unwanted({ why }: StepOf<'Delete' | 'Release'>, resource: SecretsStoreSecret): string {
  if (isDeleting(resource)) return beingDeleted;
  return why === 'SourceGone' ? 'its Secret is gone, and sourceDeletionPolicy is Delete' : 'it is no longer wanted';
}
