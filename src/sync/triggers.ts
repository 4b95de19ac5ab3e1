import { isDeepStrictEqual } from 'node:util';
import { finalizer, storeFinalizer } from '../api/group.ts';
import type { ObjectMeta, SecretsStoreSecret, Store } from '../api/resources.ts';
import { holdsFinalizer, isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { secretsOf } from '../core/released.ts';
import { storeKeyOf, type StoreKey, storeKeyOfRef } from '../core/store-ref.ts';
import { type KubeObject, keyOf } from '../kube/kube-object.ts';
import type { Lane } from '../runtime/lane.ts';
import { findStore } from './caches.ts';
import type { Context } from './context.ts';
import { credentialRefOf } from './open-credential.ts';
import { secretTarget, storesOf, targetsOf } from './reference-targets.ts';

/** What the watches tell, and whom it wakes. Nothing here reads or writes: it only enqueues. */
export interface Triggers {
  readonly resourceChanged: Change<SecretsStoreSecret>;
  readonly storeChanged: (now: Store | undefined, before: Store | undefined) => void;
  readonly secretChanged: (key: string) => void;
  /** The labels of all namespaces are there: what has waited for them goes on. */
  readonly namespacesKnown: () => void;
  readonly namespaceChanged: (
    name: string,
    change: { now: KubeObject | undefined; before: KubeObject | undefined },
  ) => void;
}

type Change<T> = (key: string, now: T | undefined, before: T | undefined) => void;

interface TriggerOptions {
  /** Somebody selects namespaces by labels: they have to be watched from now on. */
  readonly needNamespaces: () => void;
  /** What the first lists tell is no change, and waits behind all that is. */
  readonly lane: () => Lane;
}

/** How long changes in the number of resources or secrets are collected before a store's status tells of them. */
export const countDelayMs = 1_000;

export function createTriggers(context: Context, { needNamespaces, lane }: TriggerOptions): Triggers {
  const { references, credentials, claims, origins, queues, caches, settings, metrics, absences } = context;
  const wake = (resources: Iterable<string>): void => {
    const now = lane();
    for (const key of resources) {
      if (now === 'Change') metrics.changeSeen(key);
      queues.resources.add(key, now);
    }
  };
  return {
    resourceChanged: (key, now, before) => {
      context.departed.delete(key);
      if (now === undefined && before && leavesMarks(before))
        context.departed.set(key, asDeleted(before, context.now()));
      const stays = now ?? context.departed.get(key);
      references.set(key, stays ? targetsOf(stays) : []);
      origins.set(key, originsOf(now));
      wake(claims.update(key, now).flatMap((name) => claims.claimantsOf(name)));
      if (now === undefined || now.metadata.uid !== before?.metadata.uid) forget(key, context);
      if (now === undefined || before === undefined) {
        for (const one of [now, before]) if (one) queues.stores.addAfter(storeKeyOfRef(one), countDelayMs, 'Resync');
      }
      for (const store of storesFreedBy(now, before)) tellStore(store, context);
      if (now === undefined || before === undefined || isUsersChange(now.metadata, before.metadata)) wake([key]);
    },
    storeChanged: (now, before) => {
      const store = now ?? before;
      if (store === undefined) return;
      const key = storeKeyOf(store);
      if (now?.metadata.uid !== before?.metadata.uid) context.deletions.delete(key);
      const ref = now && credentialRefOf(now, settings.namespace);
      credentials.set(key, ref ? [secretTarget(`${ref.namespace}/${ref.name}`)] : []);
      if (now?.kind === 'ClusterSecretsStore' && now.spec.allowedNamespaces?.some(({ selector }) => selector))
        needNamespaces();
      if (now === undefined || before === undefined || isUsersChange(now.metadata, before.metadata))
        queues.stores.add(key, lane());
    },
    secretChanged: (key) => {
      absences.delete(key);
      wake(references.referrersOf(secretTarget(key)));
      for (const store of credentials.referrersOf(secretTarget(key))) queues.stores.add(store, lane());
    },
    namespacesKnown: () => wake([...caches.resources.values()].filter(usesClusterStore).map(keyOf)),
    namespaceChanged: (name, { now, before }) => {
      if (isDeepStrictEqual(now?.metadata.labels, before?.metadata.labels) && now && before) return;
      const concerned = [...caches.resources.values()].filter(({ metadata }) => metadata.namespace === name).map(keyOf);
      // What they may no longer have, others may.
      wake(new Set([...concerned, ...concerned.flatMap((key) => claims.rivalsOf(key))]));
    },
  };
}

/** The names of the secrets that it has copied, or wants to; a rename is a copy. */
const originsOf = (resource: SecretsStoreSecret | undefined): readonly string[] => [
  ...new Set((resource?.spec.data ?? []).flatMap(({ copyOf = [], formerName = [] }) => [copyOf, formerName].flat())),
];

/** Stores of which it has nothing any more that would be deleted by them. */
function storesFreedBy(
  now: SecretsStoreSecret | undefined,
  before: SecretsStoreSecret | undefined,
): readonly StoreKey[] {
  const kept: readonly StoreKey[] = now && holdsFinalizer(now) ? storesOf(now) : [];
  return before && holdsFinalizer(before) ? storesOf(before).filter((store) => !kept.includes(store)) : [];
}

/** A store that is to go may have waited for that. */
function tellStore(key: StoreKey, { caches, queues }: Context): void {
  const store = findStore(caches, key);
  if (store && isDeleting(store)) queues.stores.add(key, 'Change');
  else if (store) queues.stores.addAfter(key, countDelayMs, 'Resync');
}

/** What was remembered of a resource is not true of another of its name. */
function forget(key: string, { sameValues, deletions }: Context): void {
  sameValues.delete(key);
  deletions.delete(key);
}

/**
 * Whether somebody else than we has changed it: what we write ourselves, status and our finalizer, must not bring a failing
 * resource back before its backoff has passed.
 */
function isUsersChange(now: ObjectMeta, before: ObjectMeta): boolean {
  return (
    now.uid !== before.uid ||
    now.generation !== before.generation ||
    now.deletionTimestamp !== before.deletionTimestamp ||
    !isDeepStrictEqual(now.annotations, before.annotations) ||
    !isDeepStrictEqual(othersFinalizers(now), othersFinalizers(before))
  );
}

const othersFinalizers = ({ finalizers = [] }: ObjectMeta): readonly string[] =>
  finalizers.filter((name) => name !== finalizer && name !== storeFinalizer);

/** Nothing held it back when it was deleted, since nothing of it is to be deleted; our mark must come off all the same. */
const leavesMarks = (resource: SecretsStoreSecret): boolean =>
  resource.spec.deletionPolicy === 'Retain' && !isPlanOnly(resource) && secretsOf(resource).length > 0;

const asDeleted = ({ metadata, ...rest }: SecretsStoreSecret, nowMs: number): SecretsStoreSecret => ({
  ...rest,
  metadata: { ...metadata, deletionTimestamp: metadata.deletionTimestamp ?? new Date(nowMs).toISOString() },
});

const usesClusterStore = ({ spec }: SecretsStoreSecret): boolean => spec.storeRef.kind === 'ClusterSecretsStore';
