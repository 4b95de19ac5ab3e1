import type { SecretStatus } from '../api/resources.ts';
import type { DesiredEntry } from './desired.ts';
import type { RemoteSecret, SecretPatch } from './remote-secret.ts';
import type { SecretValue } from './secret-value.ts';
import type { SyncFailure } from './sync-failure.ts';

/** What status keeps of one entry between two reconciles. */
export type RecordedEntry = NonNullable<SecretStatus['entries']>[number];

/**
 * The value of an entry, as far as it was looked at. `Recorded`: the Secret has not changed since its digest was written
 * down, so its value was not read; or the secret is there and its value is not to be written, whatever the Secret has.
 */
export type Payload =
  | { readonly kind: 'Read'; readonly value: SecretValue; readonly digest: string }
  | { readonly kind: 'Recorded'; readonly digest: string };

/**
 * What is to happen with one remote name, and why. Exactly one step a name; `record` is what status says of it now.
 *
 * | step    | written to Cloudflare                    | the entry afterwards                  |
 * |---------|------------------------------------------|---------------------------------------|
 * | Create  | name, value, scopes, comment             | Synced or Activating                  |
 * | Patch   | what `patch` names                       | Synced, Activating, or Drifted        |
 * | Keep    | nothing                                  | Synced or Activating                  |
 * | Hold    | nothing                                  | as `failure` says; nothing is lost    |
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
      readonly action: 'Patch';
      readonly entry: DesiredEntry;
      readonly payload: Payload;
      readonly remote: RemoteSecret;
      readonly patch: PatchParts;
      readonly why: PatchCause;
      /** Somebody else's change that is to stay, and to stay visible: driftPolicy is Report. */
      readonly driftLeft?: SyncFailure;
    }
  | {
      readonly action: 'Keep';
      readonly entry: DesiredEntry;
      readonly payload: Payload;
      readonly remote: RemoteSecret;
    }
  | { readonly action: 'Hold'; readonly failure: SyncFailure; readonly key?: string }
  | {
      readonly action: 'Delete';
      readonly remote: RemoteSecret;
      /** It goes before the creates, since one of them gets its place; all others go last. */
      readonly makesRoom?: true;
    }
  | { readonly action: 'Release'; readonly remote: RemoteSecret; readonly comment: string }
  | { readonly action: 'Forget' }
);

export type StepOf<Action extends Step['action']> = Extract<Step, { readonly action: Action }>;

type CreateCause = 'New' | 'DeletedElsewhere';
type PatchCause = 'SourceChanged' | 'ChangedElsewhere' | 'SpecChanged' | 'Unrecorded' | 'Adopted';

/** Which parts of a secret are to be set; the value itself stays in the payload until the request is built. */
export interface PatchParts extends Omit<SecretPatch, 'value'> {
  readonly value?: 'Set';
}

export interface Plan {
  /** In the order of the spec, deletions last. */
  readonly steps: readonly Step[];
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

const writing: ReadonlySet<Step['action']> = new Set(['Create', 'Patch', 'Delete', 'Release']);

export const writesRemotely = (plan: Plan): boolean => plan.steps.some((step) => writing.has(step.action));
