import type { SecretStatus } from '../api/resources.ts';
import type { DesiredEntry } from './desired.ts';
import type { PendingDeletion, Place } from './pending-deletion.ts';
import type { RemoteSecret, SecretPatch } from './remote-secret.ts';
import type { SecretValue } from './secret-value.ts';
import type { SyncFailure } from './sync-failure.ts';

/** What status keeps of one entry between two reconciles. */
export type RecordedEntry = NonNullable<SecretStatus['entries']>[number];

/**
 * The value of an entry, as far as it was looked at. `Recorded`: the Secret has not changed since its digest was written
 * down, so its value was not read; or the secret is there and its value is not to be written, whatever the Secret has.
 * `Copied`: it is that of another secret at Cloudflare, as far as anybody knows of which.
 */
export type Payload =
  | { readonly kind: 'Read'; readonly value: SecretValue; readonly digest: string }
  | { readonly kind: 'Recorded'; readonly digest: string }
  | { readonly kind: 'Copied'; readonly copiedFrom?: CopiedFrom };

/** Of what a secret is a copy: where the origin has changed since, it has another name, id or time. */
export type CopiedFrom = NonNullable<RecordedEntry['copiedFrom']>;

/**
 * What is to happen with one remote name, and why. Exactly one step a name; `record` is what status says of it now.
 *
 * | step    | written to Cloudflare                    | the entry afterwards                  |
 * |---------|------------------------------------------|---------------------------------------|
 * | Create  | name, value, scopes, comment             | Synced or Activating                  |
 * | Duplicate | the delete of `replaces`; a copy of `origin`, with name, scopes, comment | Synced or Activating |
 * | Patch   | what `patch` names                       | Synced, Activating, Drifted, Outdated |
 * | Keep    | nothing                                  | Synced, Activating or Outdated        |
 * | Hold    | nothing                                  | as `failure` says; nothing is lost    |
 * | Linger  | nothing, before its value is under its new name | Deleting                       |
 * | Delete  | the delete of `remote`                   | gone                                  |
 * | Release | the comment without our mark             | gone; the secret stays                |
 * | Forget  | nothing: it is gone, or not ours any more | gone                                  |
 */
export type Step = { readonly name: string; readonly record?: RecordedEntry } & (
  | {
      readonly action: 'Create';
      readonly entry: DesiredEntry;
      readonly payload: Payload;
      readonly why: CreateCause;
      /** Its place is one that a deletion of the same plan has first to free. */
      readonly needsRoom?: true;
    }
  | {
      readonly action: 'Duplicate';
      readonly entry: DesiredEntry;
      /** What is recorded of the value, which is not sent. */
      readonly payload: Payload;
      readonly origin: RemoteSecret;
      /** Ours, and recorded: no two secrets can have one name, and a value can be copied into a new one alone. */
      readonly replaces?: RemoteSecret;
      readonly needsRoom?: true;
      readonly why: CreateCause | 'CopiedAgain' | 'Renamed';
    }
  | {
      readonly action: 'Patch';
      readonly entry: DesiredEntry;
      readonly payload: Payload;
      readonly remote: RemoteSecret;
      readonly patch: PatchParts;
      readonly why: PatchCause;
      /** Somebody else's change that is to stay, and to stay visible: driftPolicy is Report. */
      readonly driftLeft?: SyncFailure;
      readonly outdated?: SyncFailure;
    }
  | {
      readonly action: 'Keep';
      readonly entry: DesiredEntry;
      readonly payload: Payload;
      readonly remote: RemoteSecret;
      /** Why the copy is not what its origin is by now. */
      readonly outdated?: SyncFailure;
    }
  | { readonly action: 'Hold'; readonly failure: SyncFailure; readonly key?: string }
  | {
      readonly action: 'Linger';
      readonly remote: RemoteSecret;
      /** Its new name. */
      readonly until: string;
    }
  | {
      readonly action: 'Delete';
      readonly remote: RemoteSecret;
      /** It goes before the creates, since one of them gets its place; all others go last. */
      readonly makesRoom?: true;
      readonly why?: RemovalCause;
    }
  | {
      readonly action: 'Release';
      readonly remote: RemoteSecret;
      readonly comment: string;
      readonly why?: RemovalCause;
    }
  | { readonly action: 'Forget' }
);

export type StepOf<Action extends Step['action']> = Extract<Step, { readonly action: Action }>;

type CreateCause = 'New' | 'DeletedElsewhere';
/** Else the spec, or its resource, no longer wants it. */
type RemovalCause = 'SourceGone';
type PatchCause = 'SourceChanged' | 'ChangedElsewhere' | 'SpecChanged' | 'Unrecorded' | 'Adopted';

/** Which parts of a secret are to be set; the value itself stays in the payload until the request is built. */
export interface PatchParts extends Omit<SecretPatch, 'value'> {
  readonly value?: 'Set';
}

/** What status has to say before anything is written at a place to which the resource's store has come to lead. */
export interface Move {
  readonly to: Place;
  /** What is recorded there already, of an earlier time. */
  readonly records: readonly RecordedEntry[];
  readonly pending: readonly PendingDeletion[];
}

/**
 * What is to happen with one secret at a place to which the resource's store led before. `Wait`: nothing, until everything that
 * is wanted is `Active` at the current place; until its own place is `Seen`, which gathering sees to; until its store object
 * is `Opened`; or, whatever happens there, until what forbids every write is `Over`.
 */
export interface Leftover {
  readonly pending: PendingDeletion;
  readonly step:
    | StepOf<'Delete' | 'Release' | 'Forget' | 'Hold'>
    | { readonly action: 'Wait'; readonly until: 'Active' | 'Seen' | 'Opened' | 'Over' };
}

export interface Plan {
  /** In the order of the spec, deletions last. They write nothing before `move` is recorded. */
  readonly steps: readonly Step[];
  /** One for each pending deletion. */
  readonly leftovers: readonly Leftover[];
  /** The resource moves: nothing is done but to say so, and the rest of the plan is what follows from that. */
  readonly move?: Move;
  /** Whether the finalizer must stand before the first write, must go, or is right as it is. */
  readonly finalizer: 'Add' | 'Remove' | 'Leave';
  /** What concerns the resource as a whole; its steps then write nothing. */
  readonly failure?: SyncFailure;
}

/** Whether a step would send a value that was not read: then the Secret is read, and the plan made again. */
export const lacksValues = (plan: Plan): boolean =>
  plan.steps.some(
    (step) =>
      (step.action === 'Create' || (step.action === 'Patch' && step.patch.value === 'Set')) &&
      step.payload.kind === 'Recorded',
  );

const writing: ReadonlySet<Step['action']> = new Set(['Create', 'Duplicate', 'Patch', 'Delete', 'Release']);

/** Whether somebody has said that nothing is to be written for it, or where some of it still is. */
export const isSuspended = ({ failure, leftovers }: Plan): boolean =>
  [failure, ...leftovers.map(({ step }) => (step.action === 'Hold' ? step.failure : undefined))].some(
    (one) => one?.reason === 'Suspended',
  );

/** Whether places have to be looked at to which the store led before. */
export const needsOldPlaces = ({ leftovers }: Plan): boolean =>
  leftovers.some(({ step }) => step.action === 'Wait' && step.until === 'Seen');

/** Whether it writes anything at the place to which the store leads. */
export const writesRemotely = ({ steps, move }: Plan): boolean =>
  move === undefined && steps.some((step) => writing.has(step.action));
