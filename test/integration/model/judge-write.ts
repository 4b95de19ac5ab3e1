import { ownerOf } from './marks.ts';
import { wantedBy } from './wanted.ts';
import { elsewhere, type Spec } from './world.ts';

/** A write that is on its way to Cloudflare, with what Cloudflare has last shown to the operator of what it concerns. */
export interface Write {
  readonly operation: 'Create' | 'Edit' | 'Duplicate' | 'Delete';
  readonly targets: readonly Target[];
  readonly body: WrittenBody;
}

export interface Target {
  readonly id: string;
  /** Undefined where it was never shown. */
  readonly shown: { readonly name: string; readonly comment: string } | undefined;
}

interface WrittenBody {
  readonly value?: string;
  readonly comment?: string;
}

/** What may have been in force since all was last at rest. */
export interface Circumstances {
  readonly namespace: string;
  /** The specs of each resource, the oldest first. */
  readonly specs: ReadonlyMap<string, readonly Spec[]>;
  /** The ids that stand in the status of some resource now. */
  readonly recorded: ReadonlySet<string>;
  /** Resources that are being deleted now. */
  readonly going: ReadonlySet<string>;
  /** All resources that there are now. */
  readonly existing: ReadonlySet<string>;
}

/** Why the operator should not write this, whatever the outcome; undefined where it may. */
export function complaintAbout({ operation, targets, body }: Write, circumstances: Circumstances): string | undefined {
  const complaints = targets.flatMap((target) => {
    const complaint = complaintAboutOne({ operation, target, body }, circumstances);
    return complaint === undefined ? [] : `${operation} of ${target.shown?.name ?? target.id}: ${complaint}`;
  });
  return complaints.length === 0 ? undefined : complaints.join('; ');
}

interface One {
  readonly operation: Write['operation'];
  readonly target: Target;
  readonly body: WrittenBody;
}

function complaintAboutOne({ operation, target, body }: One, circumstances: Circumstances): string | undefined {
  const { namespace, recorded, going, existing, specs } = circumstances;
  if (target.shown === undefined) return 'Cloudflare never showed it to the operator';
  const holder = ownerOf(target.shown.comment, namespace);
  if (operation === 'Duplicate') return holder === elsewhere ? 'it is of another cluster or namespace' : undefined;
  if (operation === 'Delete') {
    if (holder === undefined || holder === elsewhere) return 'it does not carry our mark';
    const isKnown = recorded.has(target.id) || going.has(holder) || !existing.has(holder);
    return isKnown ? undefined : 'no status records it';
  }
  const writer = body.comment === undefined ? holder : (ownerOf(body.comment, namespace) ?? holder);
  if (writer === undefined || writer === elsewhere) return 'it does not carry our mark';
  const inForce = specs.get(writer) ?? [];
  if (writer !== holder && !inForce.some((spec) => mayAdopt(spec, holder))) return `${writer} may not take it over`;
  const { name } = target.shown;
  if (body.value !== undefined && isOnlyCreated(name, inForce)) return 'its value is for others to change';
  return undefined;
}

const mayAdopt = ({ adoptionPolicy }: Spec, holder: string | undefined): boolean =>
  adoptionPolicy === 'Always' || (adoptionPolicy === 'IfUnowned' && holder === undefined);

/** Whether every spec that asks for it by its name wants it created alone. */
function isOnlyCreated(name: string, specs: readonly Spec[]): boolean {
  const wanted = specs.flatMap((spec) => wantedBy(spec, undefined)).filter((one) => one.name === name);
  return wanted.length === specs.length && wanted.length > 0 && wanted.every(({ isCreateOnly }) => isCreateOnly);
}
