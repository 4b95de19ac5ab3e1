import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Claimant } from './claims.ts';
import type { DesiredEntry } from './desired.ts';
import { formatOwner, isSameOwner, type Owner, ownerIn, withMark } from './ownership.ts';
import type { PatchParts, Payload, RecordedEntry, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** All that the decision about one wanted entry rests on. */
export interface WantedEntry {
  readonly entry: DesiredEntry;
  readonly payload: Payload;
  readonly record: RecordedEntry | undefined;
  readonly remote: RemoteSecret | undefined;
  readonly rival: Claimant | undefined;
  readonly owner: Owner;
  readonly storeName: string;
  readonly spec: SecretsStoreSecret['spec'];
}

/**
 * What is to happen with one entry that is wanted.
 *
 * | remote | mark      | recorded                                     | decision                                            |
 * |--------|-----------|----------------------------------------------|-----------------------------------------------------|
 * | absent |           | no                                           | create, unless an older resource wants the name     |
 * | absent |           | same digest                                  | create again: drift (Report: Drifted)                |
 * | absent |           | other digest                                 | create again                                         |
 * | there  | ours      | other digest                                 | PATCH the value, and what else differs               |
 * | there  | ours      | same digest, other `modified`                | drift: PATCH the value (Report: Drifted)             |
 * | there  | ours      | same digest and `modified`, other scopes, comment | PATCH those alone                               |
 * | there  | ours      | same in everything                           | nothing, no call                                    |
 * | there  | ours      | no                                           | ours after a crash: PATCH all                        |
 * | there  | none      |                                              | Conflict; IfUnowned, Always: adopt by PATCH of all    |
 * | there  | another's |                                              | Conflict; Always: adopt by PATCH of all               |
 *
 * `modified` also moves when a pending secret becomes active: while the record says Activating, that is not drift.
 */
export function decideWanted(wanted: WantedEntry): Step {
  const { remote, record, owner } = wanted;
  if (remote === undefined) return decideAbsent(wanted);
  const holder = ownerIn(remote.comment);
  if (holder === undefined || !isSameOwner(holder, owner)) return decideForeign(wanted, remote, holder);
  if (record?.secretId !== remote.id) return patchAll(wanted, remote, 'Unrecorded');
  return decideOurs(wanted, remote, record);
}

function decideAbsent(wanted: WantedEntry): Step {
  const { entry, record, rival, spec, payload } = wanted;
  const wasThere = record?.secretId !== undefined;
  const valueChanged = record?.digest !== payload.digest;
  if (wasThere && spec.driftPolicy === 'Report' && !valueChanged) return hold(wanted, deletedElsewhere(wanted));
  if (rival !== undefined && !wasThere) return hold(wanted, claimedBy(wanted, rival));
  return { ...basis(wanted), action: 'Create', entry, payload, why: wasThere ? 'DeletedElsewhere' : 'New' };
}

function decideForeign(wanted: WantedEntry, remote: RemoteSecret, holder: Owner | undefined): Step {
  const policy = wanted.spec.adoptionPolicy ?? 'Never';
  const mayAdopt = policy === 'Always' || (policy === 'IfUnowned' && holder === undefined);
  if (!mayAdopt) return hold(wanted, notOurs(wanted, holder));
  if (wanted.rival !== undefined) return hold(wanted, claimedBy(wanted, wanted.rival));
  return patchAll(wanted, remote, 'Adopted');
}

/** The user's changes and somebody else's are told apart by what is recorded: the first differ from it here, the second there. */
function decideOurs(wanted: WantedEntry, remote: RemoteSecret, record: RecordedEntry): Step {
  const { entry, payload, owner, spec } = wanted;
  const comment = withMark(entry.comment, owner);
  const drifted = hasDrifted(remote, record);
  const leaves = drifted && spec.driftPolicy === 'Report';
  const valueChanged = record.digest !== payload.digest;
  const scopesChanged = !sameList(entry.scopes, record.scopes ?? []);
  const patch: PatchParts = {
    ...((valueChanged || (drifted && !leaves)) && { value: 'Set' }),
    ...(!sameList(entry.scopes, remote.scopes) &&
      (!leaves || scopesChanged || valueChanged) && { scopes: entry.scopes }),
    ...(comment !== remote.comment && (!leaves || valueChanged) && { comment }),
  };
  if (Object.keys(patch).length === 0) {
    return leaves
      ? hold(wanted, changedElsewhere(wanted))
      : { ...basis(wanted), action: 'Keep', entry, payload, remote };
  }
  const why = valueChanged ? 'SourceChanged' : drifted && !leaves ? 'ChangedElsewhere' : 'SpecChanged';
  const driftLeft = leaves && !valueChanged && { driftLeft: changedElsewhere(wanted) };
  return { ...basis(wanted), action: 'Patch', entry, payload, remote, patch, why, ...driftLeft };
}

/** Whether somebody else wrote to the secret since we last did; no, where nobody can tell since when. */
function hasDrifted(remote: RemoteSecret, record: RecordedEntry): boolean {
  if (record.modifiedTime === undefined || remote.modified === record.modifiedTime) return false;
  return !(record.state === 'Activating' && remote.status === 'active');
}

function patchAll(wanted: WantedEntry, remote: RemoteSecret, why: 'Unrecorded' | 'Adopted'): Step {
  const { entry, payload, owner } = wanted;
  const patch: PatchParts = { value: 'Set', scopes: entry.scopes, comment: withMark(entry.comment, owner) };
  return { ...basis(wanted), action: 'Patch', entry, payload, remote, patch, why };
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const basis = ({ entry, record }: WantedEntry): { name: string; record?: RecordedEntry } => ({
  name: entry.name,
  ...(record && { record }),
});

const hold = (wanted: WantedEntry, failure: SyncFailure): Step => ({
  ...basis(wanted),
  action: 'Hold',
  failure,
  key: wanted.entry.key,
});

function notOurs({ entry, storeName }: WantedEntry, holder: Owner | undefined): SyncFailure {
  const whose = holder === undefined ? 'is not ours' : `belongs to ${formatOwner(holder)}`;
  const policy = holder === undefined ? 'IfUnowned' : 'Always';
  return terminal(
    'Conflict',
    `Cannot create secret "${entry.name}" in store "${storeName}": the name exists and ${whose}; ` +
      `choose another name, or set adoptionPolicy: ${policy} to take it over`,
  );
}

const claimedBy = ({ entry, storeName }: WantedEntry, rival: Claimant): SyncFailure =>
  terminal(
    'Conflict',
    `Cannot create secret "${entry.name}" in store "${storeName}": the older SecretsStoreSecret ` +
      `${rival.namespace}/${rival.name} has the name; choose another, or wait until it lets go`,
  );

const deletedElsewhere = ({ entry, storeName }: WantedEntry): SyncFailure =>
  terminal(
    'Drifted',
    `Secret "${entry.name}" in store "${storeName}" was deleted by somebody else; ` +
      'set driftPolicy: Correct to have it created again, or take the entry out',
  );

const changedElsewhere = ({ entry, storeName }: WantedEntry): SyncFailure =>
  terminal(
    'Drifted',
    `Secret "${entry.name}" in store "${storeName}" was changed by somebody else; ` +
      'set driftPolicy: Correct to have it set right, or change the source',
  );
