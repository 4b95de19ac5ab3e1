import { isDeepStrictEqual } from 'node:util';
import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Claimant } from './claims.ts';
import type { DesiredEntry } from './desired.ts';
import { unknownDigest } from './digest.ts';
import { changedElsewhere, claimedBy, deletedElsewhere, notOurs, strangers } from './entry-failure.ts';
import { isSameOwner, isSameTenant, type Owner, ownerIn, withMark } from './ownership.ts';
import type { PatchParts, Payload, RecordedEntry, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import type { SyncFailure } from './sync-failure.ts';

/** All that the decision about one wanted entry rests on. */
export interface WantedEntry {
  readonly entry: DesiredEntry;
  readonly payload: Payload;
  /** The secret at Cloudflare whose value it gets where it is not there, and what is then known of that value. */
  readonly original?: { readonly secret: RemoteSecret; readonly payload: Payload };
  readonly record: RecordedEntry | undefined;
  readonly remote: RemoteSecret | undefined;
  readonly rival: Claimant | undefined;
  readonly owner: Owner;
  readonly storeName: string;
  /** Others than this namespace use the store: see isShared. */
  readonly isShared: boolean;
  readonly spec: SecretsStoreSecret['spec'];
}

/**
 * What is to happen with one entry that is wanted.
 *
 * | remote | mark      | recorded                         | decision                                    | under CreateOnly          |
 * |--------|-----------|----------------------------------|---------------------------------------------|---------------------------|
 * | absent |           | no                               | create, unless an older resource wants it   | the same                  |
 * | absent |           | same digest                      | create again: drift (Report: Drifted)       | the same                  |
 * | absent |           | other digest                     | create again                                | as with the same digest   |
 * | there  | ours      | other digest                     | PATCH the value, and what else differs      | what else differs alone   |
 * | there  | ours      | same digest, other `modified`    | drift: PATCH the value (Report: Drifted)    | what else differs alone   |
 * | there  | ours      | other scopes, comment, no drift  | PATCH those alone                           | the same                  |
 * | there  | ours      | same in everything               | nothing, no call                            | the same                  |
 * | there  | ours      | no                               | ours after a crash: PATCH all               | what else differs alone   |
 * | there  | none      |                                  | Conflict; IfUnowned, Always: adopt by PATCH | adopt without the value   |
 * | there  | another's |                                  | Conflict; Always: adopt by PATCH            | adopt without the value   |
 *
 * In a shared store, another's is never adopted where it belongs to another namespace or cluster.
 *
 * `modified` also moves when a pending secret becomes active: while the record says Activating, that is not drift. Under
 * CreateOnly the value is everybody's, so drift is only what differs beside it; and a digest is recorded only while the value
 * there is known to be the one that the Secret has, so that it is sent, once, if the policy becomes Always.
 */
export function decideWanted(wanted: WantedEntry): Step {
  const { remote, record, owner } = wanted;
  if (remote === undefined) return decideAbsent(wanted);
  const holder = ownerIn(remote.comment);
  if (holder === undefined || !isSameOwner(holder, owner)) return decideForeign(wanted, remote, holder);
  if (record?.secretId !== remote.id) return takeOver(wanted, remote, 'Unrecorded');
  return decideOurs(wanted, remote, record);
}

function decideAbsent(wanted: WantedEntry): Step {
  const { entry, record, rival, spec, payload, original } = wanted;
  const wasThere = record?.secretId !== undefined;
  const valueChanged = wouldDiffer(wanted);
  if (wasThere && spec.driftPolicy === 'Report' && !valueChanged) return hold(wanted, deletedElsewhere(wanted));
  if (rival !== undefined && !wasThere) return hold(wanted, claimedBy(wanted, rival));
  const why = wasThere ? 'DeletedElsewhere' : 'New';
  if (original) {
    const { secret: origin, payload: copied } = original;
    return { ...basis(wanted), action: 'Duplicate', entry, payload: copied, origin, why };
  }
  return { ...basis(wanted), action: 'Create', entry, payload, why };
}

/** Whether the value that would be there is not the one that was. */
function wouldDiffer(wanted: WantedEntry): boolean {
  const { record, payload, original } = wanted;
  if (original?.payload.kind === 'Copied') return !isDeepStrictEqual(original.payload.copiedFrom, record?.copiedFrom);
  return !keepsValue(wanted) && record?.digest !== digestIn(payload);
}

function decideForeign(wanted: WantedEntry, remote: RemoteSecret, holder: Owner | undefined): Step {
  const policy = wanted.spec.adoptionPolicy ?? 'Never';
  const isStranger = holder !== undefined && wanted.isShared && !isSameTenant(holder, wanted.owner);
  if (isStranger) return hold(wanted, strangers(wanted));
  const mayAdopt = policy === 'Always' || (policy === 'IfUnowned' && holder === undefined);
  if (!mayAdopt) return hold(wanted, notOurs(wanted, holder));
  if (wanted.rival !== undefined) return hold(wanted, claimedBy(wanted, wanted.rival));
  return takeOver(wanted, remote, 'Adopted');
}

/** The user's changes and somebody else's are told apart by what is recorded: the first differ from it here, the second there. */
function decideOurs(wanted: WantedEntry, remote: RemoteSecret, record: RecordedEntry): Step {
  const { entry, spec } = wanted;
  const drifted = hasDrifted(remote, record);
  const leaves = drifted && spec.driftPolicy === 'Report';
  const valueChanged = !keepsValue(wanted) && record.digest !== digestIn(wanted.payload);
  const scopesChanged = !sameList(entry.scopes, record.scopes ?? []);
  const { scopes, comment } = differing(wanted, remote);
  const patch: PatchParts = {
    ...(!keepsValue(wanted) && (valueChanged || (drifted && !leaves)) && { value: 'Set' }),
    ...(scopes && (!leaves || scopesChanged || valueChanged) && { scopes }),
    ...(comment !== undefined && (!leaves || valueChanged) && { comment }),
  };
  const isAllSet = patch.scopes === scopes && patch.comment === comment;
  const staysDrifted = leaves && !valueChanged && !(keepsValue(wanted) && isAllSet);
  const payload = keepsValue(wanted) ? keptValue(wanted, drifted ? undefined : record) : wanted.payload;
  const step = { ...basis(wanted), entry, payload, remote };
  if (Object.keys(patch).length === 0) {
    return staysDrifted ? hold(wanted, changedElsewhere(wanted)) : { ...step, action: 'Keep' };
  }
  const why = valueChanged ? 'SourceChanged' : drifted && !staysDrifted ? 'ChangedElsewhere' : 'SpecChanged';
  return { ...step, action: 'Patch', patch, why, ...(staysDrifted && { driftLeft: changedElsewhere(wanted) }) };
}

/** Whether somebody else wrote to the secret since we last did; no, where nobody can tell since when. */
export function hasDrifted(remote: RemoteSecret, record: RecordedEntry): boolean {
  if (record.modifiedTime === undefined || remote.modified === record.modifiedTime) return false;
  return !(record.state === 'Activating' && remote.status === 'active');
}

/** Whatever status does not know as ours is set in all its parts, save a value that is to be kept. */
function takeOver(wanted: WantedEntry, remote: RemoteSecret, why: 'Unrecorded' | 'Adopted'): Step {
  const { entry, payload, owner } = wanted;
  if (!keepsValue(wanted)) {
    const patch: PatchParts = { value: 'Set', scopes: entry.scopes, comment: withMark(entry.comment, owner) };
    return { ...basis(wanted), action: 'Patch', entry, payload, remote, patch, why };
  }
  const patch = differing(wanted, remote);
  const step = { ...basis(wanted), entry, payload: keptValue(wanted, undefined), remote };
  return Object.keys(patch).length === 0 ? { ...step, action: 'Keep' } : { ...step, action: 'Patch', patch, why };
}

/** Whether the value of the secret is left as it is, where the secret is there. That of a copy cannot be written. */
const keepsValue = ({ entry }: WantedEntry): boolean =>
  entry.updatePolicy === 'CreateOnly' || entry.source.kind === 'Copy';

const digestIn = (payload: Payload): string | undefined => (payload.kind === 'Copied' ? undefined : payload.digest);

/** A digest stands for a kept value only if the record has it, nobody has written since, and the Secret still has that value. */
function keptValue({ payload }: WantedEntry, record: RecordedEntry | undefined): Payload {
  if (payload.kind === 'Copied') return payload;
  return { kind: 'Recorded', digest: record?.digest === payload.digest ? payload.digest : unknownDigest };
}

/** What is not as it should be, as far as Cloudflare shows it. */
function differing({ entry, owner }: WantedEntry, remote: RemoteSecret): Omit<PatchParts, 'value'> {
  const comment = withMark(entry.comment, owner);
  return {
    ...(!sameList(entry.scopes, remote.scopes) && { scopes: entry.scopes }),
    ...(comment !== remote.comment && { comment }),
  };
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const basis = ({ entry, record }: Pick<WantedEntry, 'entry' | 'record'>): { name: string; record?: RecordedEntry } => ({
  name: entry.name,
  ...(record && { record }),
});

export const hold = (wanted: Pick<WantedEntry, 'entry' | 'record'>, failure: SyncFailure): Step => ({
  ...basis(wanted),
  action: 'Hold',
  failure,
  key: wanted.entry.key,
});
