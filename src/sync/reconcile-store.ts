import type { SecretsStoreSecret, Store, StoreStatus } from '../api/resources.ts';
import { judgeStore, type StoreVerdict } from '../core/judge-store.ts';
import type { NextLook } from '../core/next-look.ts';
import { type Result, success } from '../core/result.ts';
import { differsFromRecord, isAtRest } from '../core/settled.ts';
import { storeFinalizerChange } from '../core/store-finalizer.ts';
import { storeSaysTheSame } from '../core/status-equality.ts';
import type { StoreKey } from '../core/store-ref.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import { letOthersGoFirst, visitInSlices } from '../runtime/time-slice.ts';
import type { StoreConnection } from './connections.ts';
import { findStore } from './caches.ts';
import type { Context } from './context.ts';
import { endStore } from './end-store.ts';
import { careForOrphans } from './orphan-care.ts';
import { mayWait } from './may-wait.ts';
import { type Opened, openStore, revisionOf } from './open-store.ts';
import type { Pass } from './pass.ts';
import { recordEvents } from './record-events.ts';
import { accountTarget } from './reference-targets.ts';
import { cacheOf, holdStore, letStoreGo, usersOf } from './store-finalizer.ts';
import { type Written, writeStatus } from './write-status.ts';

/** One pass over one store object: opened or found wanting, its status written, and the resources woken that it concerns. */
export async function reconcileStore(key: StoreKey, context: Context, pass: Pass): Promise<NextLook> {
  const { connections, creations, now, clock } = context;
  const store = findStore(context.caches, key);
  if (store === undefined) return close(key, context);
  const use = { users: usersOf(key, context), created: creations.createdBy(store) };
  const end = await endStore(store, use, { context, pass });
  if (end.kind === 'Gone') return { kind: 'Done' };
  if (end.kind === 'Stuck') return { kind: 'Backoff' };

  const before = connections.get(key);
  const doubts = connections.doubtsOf(key);
  const opened = await openStore(store, context, pass);
  connections.set(key, connectionAfter(before, opened, store));
  if (opened.ok) connections.settle(key, doubts);
  const wasDoubted = doubts > 0;
  await wake(key, context, { before, lane: pass.lane, wasDoubted });
  const found = opened.ok ? success(opened.value.facts) : opened;
  const created = creations.createdBy(store);
  if (created && !use.created) {
    context.log.info({ store: key, storeId: created.storeId }, 'the Cloudflare store is created');
  }
  const deletion = end.kind === 'Waits' ? end.failure : undefined;
  // What follows looks at all resources of the store and at all of its secrets, several times over: with pauses between.
  await letOthersGoFirst();
  const resources = countResources(key, context);
  const open = opened.ok ? opened.value.open : undefined;
  const isFresh = open !== undefined && open.listedAtMs !== before?.open?.listedAtMs;
  const orphans = open && (await careForOrphans(store, { open, isFresh, context, pass }));
  await letOthersGoFirst();
  const isReadOnly = open !== undefined && connections.refusesWrites(key);
  const verdict = judgeStore(
    { store, found, resources, created, orphans, ...(deletion && { deletion }), ...(isReadOnly && { isReadOnly }) },
    { nowMs: now(), listedForMs: open ? clock.nowMs() - open.listedAtMs : 0 },
  );
  // Whoever reads that the store is ready may delete it at once.
  await setFinalizer(key, context, pass);
  const written = storeSaysTheSame(store.status, verdict.status)
    ? 'Unneeded'
    : await write(store, verdict.status, context);
  context.log[verdict.events.length > 0 ? 'info' : 'debug'](summaryOf(key, verdict), 'store looked at');
  if (written === 'Failed') return { kind: 'Backoff' };
  if (written === 'Gone') return { kind: 'Done' };
  await recordEvents(context, { regarding: store, events: verdict.events }, pass);
  return verdict.next;
}

async function write(store: Store, status: StoreStatus, context: Context): Promise<Written> {
  const cache = cacheOf(store, context.caches);
  return writeStatus(store, { status, cache }, { ...context, signal: context.stopping });
}

/** By what is known now: the pass may have waited for Cloudflare meanwhile, and others have begun to use the store. */
async function setFinalizer(key: StoreKey, context: Context, pass: Pass): Promise<void> {
  const store = findStore(context.caches, key);
  if (store === undefined) return;
  const use = { users: usersOf(key, context), created: context.creations.createdBy(store) };
  const change = storeFinalizerChange(store, use);
  if (change === 'Add') await holdStore(store, context, pass);
  if (change === 'Remove') await letStoreGo(store, context, pass);
}

function summaryOf(store: StoreKey, { status }: StoreVerdict): object {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return { store, ready: ready?.status, reason: ready?.reason, message: ready?.message };
}

/** The way stays known while resources use it: by it, what is being deleted still can be. They are told once that it is closed. */
async function close(key: StoreKey, context: Context): Promise<NextLook> {
  const { connections, references, queues, deletions, orphans } = context;
  deletions.delete(key);
  orphans.delete(key);
  const resources = references.referrersOf(key);
  const { open, isClosed } = connections.get(key) ?? {};
  if (resources.length === 0) connections.delete(key);
  else connections.set(key, { ...(open && { open }), isClosed: true });
  if (!isClosed) {
    for (const resource of resources) queues.resources.add(resource, 'Change');
    await wakeRivals(key, context);
  }
  return { kind: 'Done' };
}

/**
 * A store object has come to lead elsewhere, or nowhere, or to admit others: what its resources want there and do not hold, those may
 * have now who have waited for it.
 */
async function wakeRivals(key: StoreKey, context: Context): Promise<void> {
  const rivals = await context.claims.rivalsOf(context.references.referrersOf(key));
  await visitInSlices(rivals, (rival) => {
    if (mayWait(rival, context)) context.queues.resources.add(rival, 'Change');
  });
}

/** A store that was good and cannot be asked for a moment is as good as before: its resources need not know. */
function connectionAfter(
  before: StoreConnection | undefined,
  opened: Result<Opened, SyncFailure>,
  store: Store,
): StoreConnection {
  if (opened.ok) return { open: opened.value.open };
  const { failure } = opened;
  const way = { ...(before?.open && { open: before.open }), isListingDue: true };
  const isPassing =
    failure.kind === 'Retryable' && before?.failure === undefined && before?.open?.revision === revisionOf(store);
  return isPassing ? way : { ...way, failure };
}

interface Waking {
  readonly before: StoreConnection | undefined;
  readonly lane: Pass['lane'];
  readonly wasDoubted: boolean;
}

/**
 * All resources, when the store has become another, and first those that may have waited for it; after a resync those for which
 * it makes a difference, and those that failed. A listing that followed from a failed write is no reason to try that write again:
 * it would fail, and list, for ever.
 */
async function wake(key: StoreKey, context: Context, { before, lane, wasDoubted }: Waking): Promise<void> {
  const { open, failure } = context.connections.get(key) ?? {};
  const hasChanged =
    before === undefined ||
    before.isClosed === true ||
    before.failure?.message !== failure?.message ||
    before.open?.revision !== open?.revision ||
    before.open?.address.storeId !== open?.address.storeId ||
    before.open?.credentialId !== open?.credentialId;
  if (hasChanged && before !== undefined) await wakeRivals(key, context);
  const isListed = before?.open?.listedAtMs !== open?.listedAtMs;
  if (!hasChanged && !isListed) return;
  const isReadOnly = wasDoubted && failure === undefined && context.connections.refusesWrites(key);
  await visitInSlices(context.references.referrersOf(key), (referrer) => {
    const resource = userOf(referrer, context);
    // What would be refused again is tried at the next resync, and not because the store can be read.
    if (resource === undefined || (isReadOnly && !wasTold(resource))) return;
    const failed = !isAtRest(resource);
    const differs = failed ? !wasDoubted : open !== undefined && differsFromRecord(resource, open.snapshot);
    if (hasChanged || differs) context.queues.resources.add(referrer, hasChanged && failed ? lane : 'Resync');
  });
  // What is still to go from some store of the account may have waited for a way there.
  if (hasChanged && open)
    for (const resource of context.references.referrersOf(accountTarget(open.address.accountId)))
      context.queues.resources.add(resource, lane);
}

/** One that refers to the store; it may be gone, and have still to do with it. */
const userOf = (referrer: string, { caches, departed }: Context): SecretsStoreSecret | undefined =>
  caches.resources.get(referrer) ?? departed.get(referrer);

const countResources = (key: StoreKey, context: Context): number =>
  context.references.referrersOf(key).filter((referrer) => userOf(referrer, context) !== undefined).length;

/** Whether it says that its store cannot be used. */
const wasTold = ({ status }: SecretsStoreSecret): boolean =>
  status?.conditions?.some(({ type, reason }) => type === 'Ready' && reason === 'StoreNotReady') ?? false;
