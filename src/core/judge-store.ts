import type { Store, StoreStatus } from '../api/resources.ts';
import { conditionsFor, type Situation } from './conditions.ts';
import { credentialAt, expiryEvents, sayExpiry } from './credential-expiry.ts';
import { type EventNote, eventsBetween } from './event-note.ts';
import { isDeleting } from './lifecycle.ts';
import { backoffAfter, type NextLook } from './next-look.ts';
import { type Orphan, orphanEvents, orphanStatus } from './orphans.ts';
import type { Quota } from './observed.ts';
import type { Result } from './result.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** What was found out about a store that can be used. */
export interface StoreFacts {
  readonly accountId: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly quota: Quota;
  readonly credential: NonNullable<StoreStatus['credential']>;
  /** Secrets in it, by whomever. */
  readonly secrets: number;
  /** When it was listed last; wall clock, milliseconds. */
  readonly listedTimeMs: number;
}

interface JudgedStore {
  readonly store: Store;
  readonly found: Result<StoreFacts, SyncFailure>;
  /** SecretsStoreSecrets that refer to it. */
  readonly resources: number;
  /** The Cloudflare store that this object has created, wherever it leads now. */
  readonly created: StoreStatus['created'];
  /** Where it was looked at. */
  readonly orphans: readonly Orphan[] | undefined;
  /** What its own deletion waits for. */
  readonly deletion?: SyncFailure;
  /** It can be read, and Cloudflare has refused a write by its credential. */
  readonly isReadOnly?: true;
}

/** All in milliseconds. */
interface StoreTimes {
  /** Of the wall clock. */
  readonly nowMs: number;
  /** How long ago the store was listed; 0 where it could not be. */
  readonly listedForMs: number;
}

export interface StoreVerdict {
  readonly status: StoreStatus;
  readonly events: readonly EventNote[];
  readonly next: NextLook;
}

/** How often a store is listed when it does not say: often enough for an auditor, a hundredth of the rate limit for a few stores. */
const defaultResyncPeriodSeconds = 300;

export const resyncPeriodMs = ({ spec }: Store): number =>
  (spec.resyncPeriodSeconds ?? defaultResyncPeriodSeconds) * 1000;

/** The account's last places, which its creates leave free: none unless it says so. */
export const quotaReserveOf = ({ spec }: Store): number => spec.quotaReserve ?? 0;

/** What is to be said of a store, and when to look again: for one that is as it should be, at its next resync. Pure. */
export function judgeStore(judged: JudgedStore, { nowMs, listedForMs }: StoreTimes): StoreVerdict {
  const { store, found, resources, created, orphans } = judged;
  const previous = store.status?.conditions ?? [];
  const generation = store.metadata.generation ?? 0;
  const { conditions, graceLeftMs } = conditionsFor(situationOf(judged, nowMs), { previous, generation, nowMs });
  const facts = found.ok ? factsOf(store, found.value, nowMs) : remembered(store, found.failure);
  const orphaned = orphans ? orphanStatus(orphans) : {};
  return {
    status: {
      ...facts,
      ...orphaned,
      ...(created && { created }),
      observedGeneration: generation,
      conditions: [...conditions],
      resources,
    },
    events: [
      ...eventsBetween(previous, conditions),
      ...expiryEvents(store.status?.credential, facts.credential),
      ...orphanEvents(store.status ?? {}, orphaned),
    ],
    next: nextLook(judged, { graceLeftMs, listedForMs }),
  };
}

function situationOf({ store, found, deletion, isReadOnly }: JudgedStore, nowMs: number): Situation {
  if (deletion?.reason === 'Suspended') return { kind: 'Suspended', message: deletion.message, isGoing: true };
  if (deletion) return { kind: 'Failing', failure: deletion };
  if (!found.ok) return { kind: 'Failing', failure: found.failure };
  if (store.spec.suspend) {
    return {
      kind: 'Suspended',
      message: 'Nothing is written to the store: it is suspended; set spec.suspend to false to go on',
    };
  }
  const { storeName, storeId, accountId } = found.value;
  const { id, name } = store.spec.store ?? {};
  const choice = id === undefined && name === undefined ? '; it was taken since spec.store names none' : '';
  if (isReadOnly) return { kind: 'Failing', failure: readOnly(storeName) };
  const credential = credentialAt(found.value.credential, nowMs);
  const expiry = credential.status === 'Expiring' ? `; ${sayExpiry(credential)}` : '';
  const message = `Store "${storeName}" (${storeId}) of account ${accountId} can be used${choice}${expiry}`;
  return { kind: 'Ready', reason: 'StoreReady', message };
}

/** Cloudflare refuses such a write in the words in which it refuses a token that it does not know; that reads work tells them apart. */
const readOnly = (storeName: string): SyncFailure =>
  terminal(
    'PermissionDenied',
    `Cannot write to store "${storeName}": the credential may read it, and Cloudflare has refused a write by it; give the token the ` +
      'permission Account > Secrets Store > Edit for this account',
  );

function factsOf(
  store: Store,
  { listedTimeMs, quota, credential, ...facts }: StoreFacts,
  nowMs: number,
): Omit<StoreStatus, 'conditions'> {
  return {
    ...facts,
    credential: credentialAt(credential, nowMs),
    quota: { ...quota, reserved: quotaReserveOf(store) },
    lastListedTime: new Date(listedTimeMs).toISOString(),
  };
}

/**
 * What was known of a store that cannot be used now, if this spec had led there: under another one it would say that this spec
 * does. That its credential was refused is news, even where it was never accepted.
 */
function remembered({ status, spec, metadata }: Store, failure: SyncFailure): Omit<StoreStatus, 'conditions'> {
  // Asking for its deletion makes another generation of the same spec.
  const isCurrent = status?.observedGeneration === metadata.generation || isDeleting({ metadata });
  const { conditions: _conditions, created: _created, ...known } = (isCurrent && status) || {};
  if (failure.reason !== 'CredentialRefused') return known;
  const kind = spec.auth?.globalApiKey ? 'GlobalApiKey' : 'ApiToken';
  return { ...known, credential: { ...known.credential, kind, status: 'Refused' } };
}

/** What is in the way of a deletion, other than somebody's own deletion or will, is looked at again with backoff. */
const isTriedAgain = (deletion: SyncFailure | undefined): deletion is SyncFailure =>
  deletion !== undefined && deletion.reason !== 'Deleting' && deletion.reason !== 'Suspended';

function nextLook(
  { store, found, deletion }: JudgedStore,
  { graceLeftMs, listedForMs }: { graceLeftMs: number | undefined; listedForMs: number },
): NextLook {
  if (isTriedAgain(deletion)) return backoffAfter([deletion]);
  if (found.ok) {
    const dueMs = resyncPeriodMs(store) - listedForMs;
    return { kind: 'RetryAfter', ms: Math.max(dueMs, 0) };
  }
  const { kind, retryAfterMs } = found.failure;
  if (kind === 'Retryable' || retryAfterMs !== undefined)
    return { kind: 'Backoff', ...(retryAfterMs !== undefined && { atLeastMs: retryAfterMs }) };
  return { kind: 'RetryAfter', ms: Math.min(graceLeftMs ?? Infinity, resyncPeriodMs(store)) };
}
