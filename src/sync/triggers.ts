import { isDeepStrictEqual } from 'node:util';
import { finalizer, storeFinalizer } from '../api/group.ts';
import type { ObjectMeta, SecretsStoreSecret, Store } from '../api/resources.ts';
import { holdsFinalizer, isDeleting, isPlanOnly } from '../core/lifecycle.ts';
import { secretsOf } from '../core/released.ts';
import { storeKeyOf, type StoreKey, storeKeyOfRef } from '../core/store-ref.ts';
import { type KubeObject, keyOf } from '../kube/kube-object.ts';
import { findStore } from './caches.ts';
import type { Context } from './context.ts';
import { forgetLongDeparted, rememberDeparted } from './departed.ts';
import { forgetAbsence } from './forget-absence.ts';
import { forgetResource } from './forget-resource.ts';
import { mayWait } from './may-wait.ts';
import { credentialRefOf } from './open-credential.ts';
import { secretTarget, storesOf, targetsOf } from './reference-targets.ts';

/**
 * What the watches tell, and whom it wakes. Nothing here reads or writes: it only enqueues; and while nobody works, it only
 * keeps the indexes, by which all can be woken when somebody does.
 */
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
  /** Whether the queues are worked on. */
  readonly isAwake: () => boolean;
}

/** How long changes in the number of resources or secrets are collected before a store's status tells of them. */
export const countDelayMs = 1_000;

export function createTriggers(context: Context, { needNamespaces, isAwake }: TriggerOptions): Triggers {
  const { references, credentials, claims, origins, caches, settings, absences } = context;
  const { wake, wakeWaiting, wakeWithRivals, wakeStore, recount, tellStore } = wakingOf(context, isAwake);
  return {
    resourceChanged: (key, now, before) => {
      context.departed.delete(key);
      if (now === undefined && before && leavesMarks(before)) {
        if (!isAwake()) forgetLongDeparted(context);
        rememberDeparted(before, context);
      }
      const stays = now ?? context.departed.get(key);
      references.set(key, stays ? targetsOf(stays) : []);
      forgetAbsence(before, context);
      origins.set(key, originsOf(now));
      wakeWaiting(claims.claimantsOfAny(claims.update(key, now)));
      if (now === undefined || now.metadata.uid !== before?.metadata.uid) forgetResource(key, context);
      if (now === undefined || before === undefined) {
        for (const one of [now, before]) if (one) recount(storeKeyOfRef(one));
      }
      for (const store of storesFreedBy(now, before)) tellStore(store);
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
      if (now === undefined || before === undefined || isUsersChange(now.metadata, before.metadata)) wakeStore(key);
    },
    secretChanged: (key) => {
      absences.delete(key);
      wake(references.referrersOf(secretTarget(key)));
      for (const store of credentials.referrersOf(secretTarget(key))) wakeStore(store);
    },
    namespacesKnown: () => wakeWithRivals([...caches.resources.values()].filter(usesClusterStore)),
    namespaceChanged: (name, { now, before }) => {
      // Of all that the first list shows, `namespacesKnown` tells at once.
      if (!caches.namespaces.isSynced) return;
      if (isDeepStrictEqual(now?.metadata.labels, before?.metadata.labels) && now && before) return;
      wakeWithRivals([...caches.resources.values()].filter(({ metadata }) => metadata.namespace === name));
    },
  };
}

/** The ways to put something into a queue, all of which do nothing while nobody works. */
function wakingOf(context: Context, isAwake: () => boolean) {
  const { queues, caches, claims, metrics } = context;
  const wake = (resources: Iterable<string>): void => {
    if (!isAwake()) return;
    for (const key of resources) {
      metrics.changeSeen(key);
      queues.resources.add(key, 'Change');
    }
  };
  const wakeWaiting = (resources: Iterable<string>): void => {
    if (isAwake()) wake([...resources].filter((key) => mayWait(key, context)));
  };
  /** What these may no longer have, others may. */
  const wakeWithRivals = (resources: readonly SecretsStoreSecret[]): void => {
    if (!isAwake()) return;
    const keys = resources.map(keyOf);
    wake(keys);
    void claims.rivalsOf(keys).then(wakeWaiting);
  };
  const wakeStore = (key: StoreKey): void => {
    if (isAwake()) queues.stores.add(key, 'Change');
  };
  const recount = (key: StoreKey): void => {
    if (isAwake()) queues.stores.addAfter(key, countDelayMs, 'Resync');
  };
  /** A store that is to go may have waited for what a resource has let go of. */
  const tellStore = (key: StoreKey): void => {
    const store = findStore(caches, key);
    if (store && isDeleting(store)) wakeStore(key);
    else if (store) recount(key);
  };
  return { wake, wakeWaiting, wakeWithRivals, wakeStore, recount, tellStore };
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

const usesClusterStore = ({ spec }: SecretsStoreSecret): boolean => spec.storeRef.kind === 'ClusterSecretsStore';
