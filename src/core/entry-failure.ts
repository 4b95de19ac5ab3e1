import type { Claimant } from './claims.ts';
import type { DesiredEntry } from './desired.ts';
import { formatOwner, type Owner } from './ownership.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** The entry that a failure is about, and where it was to go. */
interface Place {
  readonly entry: Pick<DesiredEntry, 'name' | 'source' | 'updatePolicy'>;
  readonly storeName: string;
}

export function notOurs({ entry, storeName }: Place, holder: Owner | undefined): SyncFailure {
  const whose = holder === undefined ? 'is not ours' : `belongs to ${formatOwner(holder)}`;
  const policy = holder === undefined ? 'IfUnowned' : 'Always';
  return terminal(
    'Conflict',
    `Cannot create secret "${entry.name}" in store "${storeName}": the name exists and ${whose}; ` +
      `choose another name, or set adoptionPolicy: ${policy} to take it over`,
  );
}

/** In a shared store nobody learns what other namespaces and clusters call their resources. */
export const strangers = ({ entry, storeName }: Place): SyncFailure =>
  terminal(
    'Conflict',
    `Cannot create secret "${entry.name}" in store "${storeName}": the name exists and belongs to another namespace or cluster; ` +
      'choose another name',
  );

interface SharedPlace extends Place {
  readonly isShared: boolean;
  readonly owner: Pick<Owner, 'namespace'>;
}

export function claimedBy({ entry, storeName, isShared, owner }: SharedPlace, rival: Claimant): SyncFailure {
  const isStranger = isShared && rival.namespace !== owner.namespace;
  const whose = isStranger ? 'of another namespace' : `${rival.namespace}/${rival.name}`;
  return terminal(
    'Conflict',
    `Cannot create secret "${entry.name}" in store "${storeName}": the older SecretsStoreSecret ${whose} has the name; ` +
      'choose another, or wait until it lets go',
  );
}

export const deletedElsewhere = ({ entry, storeName }: Place): SyncFailure =>
  terminal(
    'Drifted',
    `Secret "${entry.name}" in store "${storeName}" was deleted by somebody else; ` +
      'set driftPolicy: Correct to have it created again, or take the entry out',
  );

export const changedElsewhere = ({ entry, storeName }: Place): SyncFailure =>
  terminal(
    'Drifted',
    `Secret "${entry.name}" in store "${storeName}" was changed by somebody else; set driftPolicy: Correct to have ` +
      (entry.updatePolicy === 'Always' && entry.source.kind !== 'Copy'
        ? 'it set right, or change the source'
        : 'its scopes and comment set right'),
  );
