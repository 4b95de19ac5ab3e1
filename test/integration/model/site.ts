import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { createPrometheus } from '../../../src/metrics/prometheus.ts';
import type { Settings } from '../../../src/sync/context.ts';
import type { Standing } from '../../../src/sync/standing.ts';
import { emulatorAdmin } from '../../support/emulator-admin.ts';
import { kubeClient } from '../../support/kube-client.ts';
import { kubeObjects } from '../../support/kube-objects.ts';
import { type RunningOperator, startOperator } from '../../support/running-operator.ts';
import { accountId, credentialSecret, token } from '../../support/sample-objects.ts';
import { barrierClusterStore, barrierObjects, barrierPrefix } from './barrier.ts';
import type { Write } from './judge-write.ts';
import { leave } from './leave-site.ts';
import { clusterName } from './marks.ts';
import { type Relay, startRelay } from './relay.ts';
import { newStoreObject, storeObject } from './store-objects.ts';
import { type Moment, startWitness } from './witness.ts';
import { places } from './world.ts';

interface SiteOptions {
  readonly activationDelayMs: number;
  readonly onWrite: (write: Write) => Promise<void>;
  readonly onComplaint: (complaint: string) => void;
}

export type Site = Awaited<ReturnType<typeof openSite>>;

interface Generation {
  readonly operator: RunningOperator;
  readonly relay: Relay;
  standing: Standing | undefined;
}

/** When an operator's process is to end by itself. */
interface Death {
  readonly nth: number;
  readonly when: Moment;
}

const client = { current: undefined as ReturnType<typeof kubeClient> | undefined };

/** A namespace, a Cloudflare and an operator of a sequence's own, with everything between them in view. */
export async function openSite({ activationDelayMs, onWrite, onComplaint }: SiteOptions) {
  const canary = `canary${randomBytes(6).toString('hex')}`;
  const namespace = `model-${randomBytes(4).toString('hex')}`;
  client.current ??= kubeClient(inject('kubeconfigPath'));
  const objects = kubeObjects(client.current, namespace);
  const emulator = await startEmulator({
    accounts: [{ id: accountId, tokens: [token], stores: places }],
    activationDelayMs,
  });
  const lines: string[] = [];
  const looks = new Map<string, number>();
  const familiar = new Set<string>();
  const hear = (line: string): void => {
    lines.push(line);
    const [, name] = /"(?:resource|store)":"[^"]*\/([^"/]*)"/.exec(line) ?? [];
    if (name?.startsWith(barrierPrefix)) looks.set(name, (looks.get(name) ?? 0) + 1);
  };
  const prometheus = createPrometheus({ version: 'test', nowMs: () => performance.now() });
  let generation = 0;
  let running: Generation | undefined;
  let death: Death | undefined;
  let deaths = 0;
  const ending: Promise<unknown>[] = [];

  const witness = await startWitness({
    origin: new URL(emulator.baseUrl).origin,
    canary,
    onWrite,
    onLeak: onComplaint,
    onMoment: (moment) => {
      if (death?.when !== moment) return 'Go on';
      death = { ...death, nth: death.nth - 1 };
      if (death.nth > 0) return 'Go on';
      death = undefined;
      kill();
      return 'End';
    },
  });

  const settings: Settings = {
    namespace,
    watchNamespaces: [namespace],
    clusterName,
    maxValueBytes: 65_536,
    finalizerDeadlineMs: 900_000,
    workers: 8,
    maxBatchSize: 100,
    // What goes with its Secret goes at once.
    sourcePatienceMs: 0,
  };

  async function start(): Promise<void> {
    generation += 1;
    familiar.clear();
    const relay = await startRelay(inject('kubeconfigPath'), namespace);
    const self: { standing: Standing | undefined } = { standing: undefined };
    const operator = startOperator({
      settings,
      kubeconfigPath: relay.kubeconfigPath,
      baseUrl: witness.baseUrl(generation),
      userAgent: `operator-of-${namespace}`,
      onLine: hear,
      monitoring: {
        metrics: prometheus.metrics,
        called: prometheus.called,
        show: (standing) => {
          self.standing = standing;
          prometheus.show(standing);
        },
      },
    });
    running = Object.assign(self, { operator, relay });
  }

  async function stop(): Promise<void> {
    const before = running;
    running = undefined;
    await before?.operator.stop();
    await before?.relay.close();
  }

  /** What it still does reaches nobody; another one takes its place. */
  function kill(): void {
    const before = running;
    running = undefined;
    if (before === undefined) return;
    deaths += 1;
    witness.cut(generation);
    before.relay.cut();
    ending.push(before.operator.stop().then(async () => before.relay.close()));
    ending.push(start());
  }

  await objects.apply({ kind: 'Namespace', metadata: { name: namespace } });
  await objects.apply(credentialSecret(), ...barrierObjects, barrierClusterStore(namespace));
  await objects.apply(...places.map((place) => newStoreObject({ namespace }, place)));
  const admin = emulatorAdmin(emulator.adminUrl);
  const placeNames = new Map((await admin.stores(accountId)).map(({ id, name }) => [id, name]));
  await start();

  /** Answers false where the store object has gone meanwhile. */
  async function editStore(place: string, spec: object): Promise<boolean> {
    const { kind, name } = storeObject({ namespace }, place);
    const isThere = async (): Promise<boolean> => (await objects.read(kind, name)) !== undefined;
    try {
      if (await isThere()) await objects.patch(kind, name, { spec });
    } catch (error) {
      if (await isThere()) throw error;
    }
    return isThere();
  }

  return {
    canary,
    namespace,
    objects,
    baseUrl: emulator.baseUrl,
    admin,
    /** The names of the Cloudflare stores, by id. */
    placeNames,
    lines,
    witness,
    metricsText: prometheus.render,
    generation: () => generation,
    /** How often any operator has looked at the object of that name, which begins with the barriers' prefix. */
    looksAt: (name: string): number => looks.get(name) ?? 0,
    /** Whether the operator of now has looked at it for the sake of a change. */
    isFamiliar: (name: string): boolean => familiar.has(name),
    becomesFamiliar: (name: string): void => void familiar.add(name),
    standing: () => running?.standing,
    editStore,
    start,
    stop,
    restart: async (): Promise<void> => {
      await stop();
      await start();
    },
    /** Has the stores listed, and everything looked at anew. */
    look: async (): Promise<void> => {
      for (const place of places) {
        const { kind, name } = storeObject({ namespace }, place);
        const found = await objects.read(kind, name);
        await editStore(place, { resyncPeriodSeconds: (found?.spec.resyncPeriodSeconds ?? 300) + 1 });
      }
    },
    /** Has the process end at that moment of a write; answers how to call it off, which says whether it had ended. */
    dieAt: (at: Death): (() => boolean) => {
      const before = deaths;
      death = at;
      return () => {
        death = undefined;
        return deaths > before;
      };
    },
    close: async (): Promise<void> => {
      await stop();
      await witness.close();
      await closeAll({ emulator, ending });
      await leave(objects, namespace);
    },
  };
}

async function closeAll({ emulator, ending }: { emulator: RunningEmulator; ending: readonly Promise<unknown>[] }) {
  await Promise.all(ending);
  await emulator.close();
}
