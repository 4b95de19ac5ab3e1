import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Claimant } from './claims.ts';
import type { Fence } from './fence.ts';
import type { StoreAddress } from './ids.ts';
import type { Owner } from './ownership.ts';
import type { PendingDeletion } from './pending-deletion.ts';
import type { RecordedEntry } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import type { SecretBytes } from './secret-bytes.ts';
import type { SyncFailure } from './sync-failure.ts';

/** Everything that a decision about one SecretsStoreSecret rests on, as it was found; nothing else is looked at. */
export interface Observed {
  readonly resource: SecretsStoreSecret;
  /** Who we are at Cloudflare. */
  readonly owner: Owner;
  /** What status says of each entry; nothing, where the Cloudflare store that it speaks of is gone with all that was in it. */
  readonly records: readonly RecordedEntry[];
  /** What status says is still to go elsewhere. */
  readonly pending: readonly PendingDeletion[];
  readonly store: ObservedStore;
  /** The places of what is pending, by placeKey, as far as they were looked at. */
  readonly oldPlaces: ReadonlyMap<string, ObservedPlace>;
  readonly source: ObservedSource;
  /** The older resource that wants this name in the same store, where there is one: then it is not ours to take. */
  readonly rivalFor: (name: string) => Claimant | undefined;
  readonly maxValueBytes: number;
}

export type ObservedStore = UnusableStore | UsableStore;

interface UnusableStore {
  readonly kind: 'Unusable';
  /** Why nothing can be written. */
  readonly failure: SyncFailure;
}

export interface UsableStore {
  readonly kind: 'Usable';
  readonly address: StoreAddress;
  /** Its name at Cloudflare, for messages. */
  readonly name: string;
  readonly fence: Fence;
  readonly suspended: boolean;
  readonly remote: RemoteSecrets;
  readonly quota: Quota;
  /** Places of the account that this store's spec leaves free. */
  readonly quotaReserve: number;
}

/** A place to which the resource's store led before. */
export type ObservedPlace =
  | { readonly kind: 'Listed'; readonly remote: Pick<RemoteSecrets, 'byId'> }
  /** With all that was in it. */
  | { readonly kind: 'Gone' }
  /** Its store object is being opened: nothing can be said yet. */
  | { readonly kind: 'Opening' }
  | { readonly kind: 'Unreachable'; readonly failure: SyncFailure };

/** Places for secrets in the account: as many as it has, and as many as are taken, by everybody. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
}

/** The secrets of one Cloudflare store. */
export interface RemoteSecrets {
  byName(name: string): RemoteSecret | undefined;
  byId(id: string): RemoteSecret | undefined;
}

export type ObservedSource =
  /** Its resourceVersion is the recorded one and every entry is settled: what status says still holds, so it was not read. */
  | { readonly kind: 'Unchanged'; readonly resourceVersion: string }
  | {
      readonly kind: 'Read';
      readonly resourceVersion: string;
      readonly keys: ReadonlyMap<string, SecretBytes>;
      /** Keys the digests that status keeps. */
      readonly digestKey: Uint8Array;
    }
  /** No entry takes anything of it. */
  | { readonly kind: 'Unneeded' }
  | {
      readonly kind: 'Unavailable';
      readonly failure: SyncFailure;
      /** There where it does not exist: for how much longer that may be for a moment; 0 when it is gone. */
      readonly patienceLeftMs?: number;
    };
