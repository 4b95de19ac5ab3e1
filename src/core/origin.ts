import { forbiddenName } from './fence.ts';
import type { Observed, UsableStore } from './observed.ts';
import { isSameTenant, ownerIn } from './ownership.ts';
import type { CopiedFrom } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import { type SyncFailure, waiting } from './sync-failure.ts';

/** The secret at Cloudflare that another one is to be a copy of, or why it cannot be copied. */
export type Origin =
  | { readonly kind: 'Found'; readonly secret: RemoteSecret }
  /** It is there, and Cloudflare has still to activate it. */
  | { readonly kind: 'Changing'; readonly secret: RemoteSecret; readonly failure: SyncFailure }
  | { readonly kind: 'Unavailable'; readonly failure: SyncFailure };

interface Copying {
  readonly name: string;
  readonly copyOf: string;
}

/**
 * A copy takes what no operator has marked, and what its own namespace has. Of what is another's it learns nothing, not even
 * that it is there. A pending one is not copied yet: its activation moves `modified`, which would look like a change since.
 */
export function originFor(copying: Copying, store: UsableStore, owner: Observed['owner']): Origin {
  const forbidden = forbiddenName(store.fence, copying.copyOf, actionOf(copying));
  if (forbidden) return { kind: 'Unavailable', failure: forbidden };
  const secret = store.remote.byName(copying.copyOf);
  if (secret === undefined || !mayCopy(secret, owner)) return { kind: 'Unavailable', failure: missing(copying, store) };
  if (secret.status !== 'active') return { kind: 'Changing', secret, failure: originChanging(copying, store) };
  return { kind: 'Found', secret };
}

function mayCopy({ comment }: RemoteSecret, owner: Observed['owner']): boolean {
  const holder = ownerIn(comment);
  return holder === undefined || isSameTenant(holder, owner);
}

/** What is recorded of an origin when it is copied. */
export const copiedFromOf = ({ id, name, modified }: RemoteSecret): CopiedFrom => ({
  name,
  secretId: id,
  modifiedTime: modified,
});

/** Whether the origin is what it was when it was copied. */
export const isStillOrigin = (copiedFrom: CopiedFrom, { id, modified }: RemoteSecret): boolean =>
  copiedFrom.secretId === id && copiedFrom.modifiedTime === modified;

const actionOf = ({ name, copyOf }: Copying): string => `copy secret "${copyOf}" as "${name}"`;

const missing = (copying: Copying, { name: storeName }: UsableStore): SyncFailure =>
  waiting(
    'OriginNotReady',
    `Cannot ${actionOf(copying)} in store "${storeName}": there is no such secret that this namespace may copy; ` +
      'create it, or correct copyOf',
  );

/** It is there, and on its way to become another one. */
export const originChanging = (copying: Copying, { name: storeName }: Pick<UsableStore, 'name'>): SyncFailure =>
  waiting(
    'OriginNotReady',
    `Cannot ${actionOf(copying)} in store "${storeName}" yet: "${copying.copyOf}" has just been written; it is copied once it is active`,
  );
