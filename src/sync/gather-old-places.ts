import type { SecretsStoreSecret } from '../api/resources.ts';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { explain } from '../core/explain.ts';
import type { ObservedPlace } from '../core/observed.ts';
import { oldStoreNotReady, oldStoreSuspended } from '../core/old-store-failure.ts';
import { type PendingDeletion, type Place, placeKey } from '../core/pending-deletion.ts';
import { type Result, success } from '../core/result.ts';
import { storeKeyFrom, storeKeyOfRef } from '../core/store-ref.ts';
import { systemClock } from '../runtime/clock.ts';
import { findStore } from './caches.ts';
import type { StoreWay } from './connections.ts';
import type { ReadingContext } from './context.ts';
import { revisionOf } from './open-store.ts';
import type { Pass } from './pass.ts';
import { type CandidateWay, waysToPlace } from './ways-to-place.ts';

/** The places where a resource was before, by placeKey, with the way to each that could be listed. */
export interface OldPlaces {
  readonly seen: ReadonlyMap<string, ObservedPlace>;
  readonly ways: ReadonlyMap<string, StoreWay>;
}

/** How old a listing may be by which something is deleted, where no resync takes it again. */
const maxAgeMs = 60_000;

/** One listing at most for each place. */
export async function gatherOldPlaces(
  resource: SecretsStoreSecret,
  pending: readonly PendingDeletion[],
  { context, pass }: { readonly context: ReadingContext; readonly pass: Pass },
): Promise<OldPlaces> {
  const places = new Map(pending.map(({ store }) => [placeKey(store), store]));
  const found = await Promise.all(
    [...places].map(async ([key, place]) => [key, await lookAt(place, resource, { context, pass })] as const),
  );
  return {
    seen: new Map(found.map(([key, { seen }]) => [key, seen])),
    ways: new Map(found.flatMap(([key, { way }]) => (way ? [[key, way] as const] : []))),
  };
}

export interface Looked {
  readonly seen: ObservedPlace;
  readonly way?: StoreWay;
}

/** One place, by the best way that there is to it. */
export async function lookAt(
  place: Place,
  resource: SecretsStoreSecret,
  { context, pass }: { readonly context: ReadingContext; readonly pass: Pass },
): Promise<Looked> {
  const { namespace = '' } = resource.metadata;
  const before = storeKeyFrom(namespace, place);
  const object = findStore(context.caches, before);
  const { open, failure } = context.connections.get(before) ?? {};
  if (object?.spec.suspend) return { seen: { kind: 'Unreachable', failure: oldStoreSuspended(place) } };
  if (object && failure === undefined && open?.revision !== revisionOf(object)) return { seen: { kind: 'Opening' } };
  const storeKeys = { before, now: storeKeyOfRef(resource) };
  for (const candidate of waysToPlace({ place, storeKeys, namespace }, context)) {
    const listed = await list(candidate, pass);
    if (listed.ok) return { seen: { kind: 'Listed', remote: candidate.way.snapshot }, way: candidate.way };
    const isGone = listed.failure.kind === 'StoreNotFound' && candidate.isKnownThere;
    if (isGone) return { seen: { kind: 'Gone' } };
    const explained = explain(listed.failure, `list store ${place.storeId} of account ${place.accountId}`);
    if (explained.kind === 'Retryable') return { seen: { kind: 'Unreachable', failure: explained } };
  }
  const leadsTo = object && open?.address;
  return {
    seen: { kind: 'Unreachable', failure: oldStoreNotReady(place, { exists: object !== undefined, failure, leadsTo }) },
  };
}

async function list(
  { way: { snapshot }, isResynced }: CandidateWay,
  pass: Pass,
): Promise<Result<void, CloudflareFailure>> {
  const ageMs = systemClock.nowMs() - (snapshot.takenAt ?? -Infinity);
  if (snapshot.isTaken && (isResynced || ageMs <= maxAgeMs)) return success(undefined);
  // The worker is not needed for that.
  pass.release();
  return snapshot.isTaken ? snapshot.retake(pass) : snapshot.take(pass);
}
