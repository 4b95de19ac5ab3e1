import type { Store } from '../api/resources.ts';
import { resyncPeriodMs, type StoreFacts } from '../core/judge-store.ts';
import { invalidSpec } from '../core/as-our-kind.ts';
import { explain } from '../core/explain.ts';
import { accountId } from '../core/ids.ts';
import { failed, type Result, success } from '../core/result.ts';
import { namespaceOfStore, storeKeyOf } from '../core/store-ref.ts';
import { type SyncFailure, terminal } from '../core/sync-failure.ts';
import type { OpenCredential, OpenStore } from './connections.ts';
import type { ReadingContext } from './context.ts';
import { type LocatedStore, locateStore, recordedPlace } from './locate-store.ts';
import { openCredential } from './open-credential.ts';
import type { Pass } from './pass.ts';

/** Equal for equal specs of one store object. */
export const revisionOf = ({ metadata }: Store): string => `${metadata.uid}.${metadata.generation}`;

export interface Opened {
  readonly open: OpenStore;
  readonly facts: StoreFacts;
}

/**
 * A store, ready for use: its credential, its place at Cloudflare, the quota of its account and a listing. What is known
 * and not due is not asked for again: a restart costs one listing and one look at the quota, and so does each resync.
 */
export async function openStore(
  store: Store,
  context: ReadingContext,
  pass: Pass,
): Promise<Result<Opened, SyncFailure>> {
  const misfit = invalidSpec(store);
  if (misfit) return failed(misfit);
  const key = storeKeyOf(store);
  const { open: held, isListingDue = false } = context.connections.get(key) ?? {};
  const credential = await openCredential(store, context, { held, signal: pass.signal });
  if (!credential.ok) return credential;
  pass.release();
  const verified = await verify(store, credential.value, { held, pass });
  if (!verified.ok) return verified;
  const doubted = context.connections.doubtsOf(key) > 0;
  const isSame = held?.credentialId === credential.value.credentialId && held.revision === revisionOf(store);
  if (held && isSame && !doubted && !isListingDue && context.clock.nowMs() < held.listedAtMs + resyncPeriodMs(store)) {
    return success(describe(held, verified.value, context));
  }
  const known = doubted ? undefined : isSame ? held : recordedPlace(store);
  return listStore(store, context, { credential: credential.value, verified: verified.value, known, pass });
}

interface Listing {
  readonly credential: OpenCredential;
  readonly verified: StoreFacts['credential'];
  readonly known: LocatedStore | undefined;
  readonly pass: Pass;
}

/** A store that is not where it was known to be is looked for once more: it may have been deleted and made anew. */
async function listStore(
  store: Store,
  context: ReadingContext,
  listing: Listing,
): Promise<Result<Opened, SyncFailure>> {
  const { credential, verified, known, pass } = listing;
  const place = known
    ? success(known)
    : await locateStore(store, credential.client, { creations: context.creations, pass });
  if (!place.ok) return place;
  const { address, name } = place.value;
  const quota = await credential.client.quota(address.accountId, pass);
  if (!quota.ok) return failed(explain(quota.failure, `read the quota of account ${address.accountId}`));
  context.quotas.set(address.accountId, quota.value);
  const shared = context.sharedStores.open(namespaceOfStore(storeKeyOf(store)), { ...credential, address });
  const [listedAtMs, listedTimeMs] = [context.clock.nowMs(), context.now()];
  const taken = await shared.snapshot.retake(pass);
  if (!taken.ok && taken.failure.kind === 'StoreNotFound' && known) {
    return listStore(store, context, { ...listing, known: undefined });
  }
  if (!taken.ok) return failed(explain(taken.failure, `list store "${name}"`));
  const open: OpenStore = {
    ...credential,
    ...place.value,
    ...shared,
    revision: revisionOf(store),
    listedAtMs,
    listedTimeMs,
  };
  return success(describe(open, verified, context));
}

function describe(open: OpenStore, credential: StoreFacts['credential'], { quotas }: ReadingContext): Opened {
  const { address, name, snapshot, listedTimeMs } = open;
  const quota = quotas.get(address.accountId);
  return {
    open,
    facts: { ...address, storeName: name, quota, credential, secrets: snapshot.all().length, listedTimeMs },
  };
}

/**
 * Asks Cloudflare about a credential once. Over a restart, status remembers the answer for one that was read from the same
 * version of a Secret, by the same spec; the operator's own is asked about at each start.
 */
async function verify(
  { spec, status, metadata }: Store,
  { client, credentialId, kind, secretVersion }: OpenCredential,
  { held, pass }: { readonly held: OpenCredential | undefined; readonly pass: Pass },
): Promise<Result<StoreFacts['credential'], SyncFailure>> {
  const known = status?.credential;
  const isSame = held
    ? held.credentialId === credentialId
    : secretVersion !== undefined && status?.observedGeneration === metadata.generation;
  const isKnown = known?.kind === kind && known.secretVersion === secretVersion && known.status !== 'Refused';
  if (isSame && isKnown) return success(known);
  const answer = await client.verify(accountId(spec.accountId), pass);
  const basis = { kind, ...(secretVersion !== undefined && { secretVersion }) };
  if (!answer.ok) {
    // Cloudflare may refuse to speak of a token that is good for everything else: the listing will show.
    return answer.failure.kind === 'Forbidden' || answer.failure.kind === 'Rejected'
      ? success({ ...basis, status: 'Unknown' })
      : failed(explain(answer.failure, 'verify the credential'));
  }
  const { status: word = 'active', expiresOn } = answer.value ?? {};
  if (word !== 'active') return failed(notActive(word));
  return success({ ...basis, status: 'Active', ...(expiresOn !== undefined && { expiryTime: expiresOn }) });
}

const notActive = (word: string): SyncFailure =>
  terminal(
    'CredentialRefused',
    `Cannot use the API token: Cloudflare says that it is ${word}; put a valid one where the store has it from`,
  );
