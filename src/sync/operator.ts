import type { CloudflareApi } from '../cloudflare/api.ts';
import { StoreSnapshot } from '../cloudflare/snapshot.ts';
import { StoreWriter } from '../cloudflare/store-writer.ts';
import { kindOfStore, namespaceOfStore, storeKeyOf } from '../core/store-ref.ts';
import type { KubeConnection } from '../kube/connection.ts';
import { keyOf } from '../kube/kube-object.ts';
import { readSecret } from '../kube/secrets.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Fence } from '../runtime/fence.ts';
import type { Leadership } from '../runtime/leadership.ts';
import type { Logger } from '../runtime/log.ts';
import { onAbort } from '../runtime/on-abort.ts';
import { OneByOne } from '../runtime/one-by-one.ts';
import type { Turn } from '../runtime/turn.ts';
import { WorkQueue } from '../runtime/work-queue.ts';
import { Activation } from './activation.ts';
import { Connections } from './connections.ts';
import type { Context, Settings } from './context.ts';
import { DigestKey } from './digest-key.ts';
import { EventAllowance } from './event-allowance.ts';
import { InFlight } from './in-flight.ts';
import { lookForActivation } from './look-for-activation.ts';
import type { Metrics } from './metrics.ts';
import { createMirrors, type Mirrors, unreadableIn } from './mirrors.ts';
import { NameClaims } from './name-claims.ts';
import type { Pass } from './pass.ts';
import { Quotas } from './quotas.ts';
import { reconcile } from './reconcile.ts';
import { reconcileStore } from './reconcile-store.ts';
import { References } from './references.ts';
import { reportingPasses } from './report-passes.ts';
import { SharedStores } from './shared-stores.ts';
import { StoreCreations } from './store-creations.ts';
import { type Standing, standingOf } from './standing.ts';
import { createTriggers, type Triggers } from './triggers.ts';

export interface OperatorOptions {
  readonly settings: Settings;
  readonly kube: KubeConnection;
  readonly cloudflare: CloudflareApi;
  /** Of several operators of a cluster, only one works; the others fill their caches and wait. */
  readonly leadership: Leadership;
  /** Open while this one may work; both edges ask it too. */
  readonly fence: Fence;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Given the way to see how things stand, once it watches. */
  readonly onWatching?: (standing: Standing) => void;
}

const storeWorkers = 4;

/**
 * Two full batches a store on their way, and values of a few megabytes; of what is written, as much as waits for a second to be active,
 * and is then recorded. A change finds a place among them at once.
 */
const inFlightLimits = { pushes: 200, turns: 500, keptForChanges: 20, bytes: 4 * 1024 * 1024 };

/** How long what has begun may take to end by itself, before its calls are cut. */
const drainMs = 10_000;

/**
 * Runs until `signal` is aborted, or the leadership is lost: fills the caches, and starts the workers when that is done and this
 * operator leads. Then it takes no more work, and resolves when what had begun is done, within `drainMs` or cut by then, and at
 * once where the leadership is lost: a call that is cut may have been carried out, and costs the next operator a listing.
 */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { leadership, log } = options;
  const stopping = new AbortController();
  onAbort(leadership.lost, () => stopping.abort());
  const context = startWatching(options, stopping.signal);
  await aborted(AbortSignal.any([signal, leadership.lost]));
  log.info('stopping');
  context.activation.stop();
  const cancel = systemClock.setTimer(drainMs, () => stopping.abort());
  await Promise.all([context.queues.resources.close(), context.queues.stores.close()]);
  cancel();
  stopping.abort();
}

function startWatching(options: OperatorOptions, signal: AbortSignal): Context {
  const { leadership, log } = options;
  let isAwake = false;
  // Each change looks up its triggers when it comes, and none comes before the mirrors run.
  const mirrors = createMirrors(options.kube, { ...options.settings, log, triggers: () => triggers });
  const context = createContext(options, mirrors, signal);
  const { resources, secretsStores, clusterStores, secrets, namespaces } = mirrors;
  const triggers: Triggers = createTriggers(context, {
    needNamespaces: () => {
      if (!namespaces.hasBegun) void namespaces.start(signal).then(() => triggers.namespacesKnown());
    },
    isAwake: () => isAwake,
  });
  const watched = [resources, secretsStores, clusterStores, secrets];
  const filled = Promise.all(watched.map(async (mirror) => mirror.start(signal))).then(() =>
    log.info('caches are filled'),
  );
  options.onWatching?.(standingOf({ context, mirrors, isAwake: () => isAwake }));
  void filled.then(async () => {
    // What watches tell comes late, or not at all for a while; what another one did is to be known before anything is decided.
    if ((await leadership.gained) === 'AfterAnother')
      await Promise.all([resources, secretsStores, clusterStores].map(async (mirror) => mirror.refresh()));
    isAwake = true;
    startWorking(context);
  });
  return context;
}

/** Everything is looked at once, behind all that changes from now on. */
function startWorking({ caches, departed, queues, settings }: Context): void {
  for (const store of [...caches.secretsStores.values(), ...caches.clusterStores.values()])
    queues.stores.add(storeKeyOf(store), 'Resync');
  for (const resource of [...caches.resources.values(), ...departed.values()])
    queues.resources.add(keyOf(resource), 'Resync');
  queues.stores.start(storeWorkers);
  queues.resources.start(settings.workers);
}

function createContext(options: OperatorOptions, mirrors: Mirrors, stopping: AbortSignal): Context {
  const { settings, kube, log, metrics } = options;
  const sharedStores = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock: systemClock, signal: stopping }),
    createWriter: (access) =>
      new StoreWriter(access, { clock: systemClock, signal: stopping, maxBatchSize: settings.maxBatchSize }),
  });
  const connections = new Connections(sharedStores);
  const onError = (key: string, error: unknown): void => log.error({ key, error }, 'a pass failed by a bug');
  const context: Context = {
    ...options,
    caches: mirrors,
    readSecret: async (name, to) => readSecret(kube, name, to),
    connections,
    sharedStores,
    quotas: new Quotas(),
    creations: new StoreCreations(systemClock.nowMs),
    orphans: new Map(),
    underWay: new Set(),
    inFlight: new InFlight(inFlightLimits, (key, lane) => context.queues.resources.add(key, lane)),
    references: new References(),
    credentials: new References(),
    origins: new References(),
    claims: new NameClaims(mirrors, connections),
    digestKey: new DigestKey(kube, settings.namespace),
    queues: {
      resources: new WorkQueue(
        reportingPasses(async (key, turn) => reconcile(key, context, passOf(turn, stopping)), {
          kindOf: () => 'SecretsStoreSecret',
          metrics,
        }),
        { groupOf: (key) => key.slice(0, key.indexOf('/')), onError },
      ),
      stores: new WorkQueue(
        reportingPasses(async (key, turn) => reconcileStore(key, context, passOf(turn, stopping)), {
          kindOf: kindOfStore,
          metrics,
        }),
        { groupOf: namespaceOfStore, onError },
      ),
    },
    activation: new Activation(systemClock, async (key) => lookForActivation(key, context)),
    reports: new OneByOne(),
    eventAllowance: new EventAllowance(systemClock),
    departed: new Map(),
    deletions: new Map(),
    sameValues: new Map(),
    absences: new Map(),
    stopping,
    unreadable: () => unreadableIn(mirrors),
    now: Date.now,
    clock: systemClock,
  };
  return context;
}

const passOf = (turn: Turn, stopping: AbortSignal): Pass => ({
  lane: turn.lane,
  signal: stopping,
  release: () => turn.release(),
  superseded: turn.superseded,
});

const aborted = async (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    onAbort(signal, resolve);
  });
