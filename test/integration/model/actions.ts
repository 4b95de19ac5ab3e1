import type { Allowed, ChosenEntry, Spec } from './world.ts';

/** What somebody does. An action that makes no sense as things stand is left out when its turn comes. */
export type Action = UserAction | CloudflareAction;

/** A user of the cluster. */
type UserAction =
  | { readonly kind: 'PutKey'; readonly secret: string; readonly key: string }
  | { readonly kind: 'RemoveKey'; readonly secret: string; readonly key: string }
  | { readonly kind: 'DeleteSecret'; readonly secret: string }
  | { readonly kind: 'Create'; readonly resource: string; readonly spec: Spec }
  | { readonly kind: 'Edit'; readonly resource: string; readonly edit: Edit }
  | { readonly kind: 'Delete'; readonly resource: string }
  /** So many deletions that are held. */
  | { readonly kind: 'Confirm'; readonly resource: string; readonly count: number }
  | { readonly kind: 'Move'; readonly resource: string; readonly to: string }
  | { readonly kind: 'EditStore'; readonly store: string; readonly suspend?: boolean; readonly quotaReserve?: number }
  /** Of the ClusterSecretsStore. */
  | { readonly kind: 'Fence'; readonly allowed: Allowed }
  | { readonly kind: 'DeleteStore'; readonly store: string }
  | { readonly kind: 'PutStore'; readonly store: string };

/** A change of a spec. */
export type Edit =
  | { readonly kind: 'Set'; readonly fields: Partial<Omit<Spec, 'storeRef' | 'data'>> }
  | { readonly kind: 'Unset'; readonly field: 'dataFrom' | 'comment' | 'mode' | 'suspend' | 'maxDeletions' }
  | { readonly kind: 'PutEntry'; readonly entry: ChosenEntry }
  | { readonly kind: 'DropEntry'; readonly index: number }
  | { readonly kind: 'RenameEntry'; readonly index: number; readonly to: string };

/** Somebody else who works on the same stores at Cloudflare; `at` is an address, or says which of all secrets it is. */
export type CloudflareAction =
  | { readonly kind: 'ChangeRemote'; readonly at: Choice; readonly parts: readonly RemotePart[] }
  | { readonly kind: 'MarkRemote'; readonly at: Choice; readonly owner: string | undefined }
  | { readonly kind: 'RemoveRemote'; readonly at: Choice }
  | { readonly kind: 'AddRemote'; readonly at: Choice; readonly owner: string | undefined }
  | { readonly kind: 'SetQuota'; readonly places: number };

/** A number is good for any world: it counts on from the first again after the last. */
export type Choice = string | number;

type RemotePart = 'value' | 'scopes' | 'comment';

/** What happens to the operator meanwhile. */
export type Disturbance =
  | { readonly kind: 'None' }
  | { readonly kind: 'Restart' }
  /** Its process ends with the n-th write: before Cloudflare sees that, or before it hears of the answer, or right after. */
  | { readonly kind: 'Kill'; readonly nth: number; readonly when: 'Before' | 'Unanswered' | 'Answered' }
  | { readonly kind: 'Fault'; readonly operation: FaultyOperation; readonly nth: number; readonly fault: FaultKind };

type FaultyOperation = 'secrets.create' | 'secrets.edit' | 'secrets.bulkDelete' | 'secrets.duplicate' | 'secrets.list';
export type FaultKind = 'Refused' | 'Lost before' | 'Lost after' | 'Error after' | 'Throttled';

/** Some actions, one right after the other, and then all comes to rest. */
export interface Round {
  /** `Down`: no operator runs until all of them are done. */
  readonly mode: 'Live' | 'Down';
  readonly actions: readonly Action[];
  readonly disturbance: Disturbance;
}

export interface Sequence {
  /** How long a written secret stays pending. */
  readonly activationDelayMs: number;
  readonly rounds: readonly Round[];
  /** Whether orphans are deleted when all is over. */
  readonly takesOrphans: boolean;
}

export const isCloudflareAction = (action: Action): action is CloudflareAction =>
  ['ChangeRemote', 'MarkRemote', 'RemoveRemote', 'AddRemote', 'SetQuota'].includes(action.kind);
