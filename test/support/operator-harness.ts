import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import type { CloudflareApiOptions } from '../../src/cloudflare/api.ts';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import type { LoggedCall } from '../../src/emulator/call-log.ts';
import type { Settings } from '../../src/sync/context.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { countBy, countRequests, followAuditLog, type KubeRequest } from './audit-log.ts';
import { emulatorAdmin } from './emulator-admin.ts';
import { behaviourSettings } from './emulator-behaviour.ts';
import { kubeClient } from './kube-client.ts';
import { kubeObjects, type KubeObjects } from './kube-objects.ts';
import { startOperator } from './running-operator.ts';
import { accountId, email, globalKey, token } from './sample-objects.ts';
import { watchProgress } from './progress.ts';

export interface ScenarioOptions {
  /** Over defaults that look after the scenario's namespace alone. */
  readonly settings?: Partial<Settings>;
  /** How the operator speaks to Cloudflare, where that is to be other than it is shipped. */
  readonly api?: Pick<CloudflareApiOptions, 'timeoutMs' | 'clock'>;
  /** Over an emulator that activates after 50 ms, and else behaves as this run wants it to. */
  readonly emulator?: Partial<EmulatorOptions>;
  /** Over an account with one store and the credentials of sample-objects.ts. */
  readonly account?: Partial<EmulatorOptions['accounts'][number]>;
  /** `Later`: not before `restartOperator()`, so that what is there first can be arranged. */
  readonly operator?: 'Now' | 'Later';
  /** Further namespaces that the operator looks after, by what the test calls them. */
  readonly beside?: readonly string[];
  /** Of the test's own, with our kinds installed; that of the run unless given. */
  readonly controlPlane?: Pick<ControlPlane, 'kubeconfigPath' | 'auditLogPath'>;
  /** By which the operator reaches the API server; the control plane's unless given. */
  readonly kubeconfigPath?: string;
  /** How long is waited for what the operator does: 20 s unless given. */
  readonly patienceMs?: number;
}

export type Scenario = Awaited<ReturnType<typeof startScenario>>;

/**
 * A namespace, a Cloudflare and an operator of a test's own, on the control plane of the run or a given one. All of it is stopped and taken
 * away when the test ends, however it ends; call it within a test.
 */
export async function startScenario(options: ScenarioOptions = {}) {
  const controlPlane = options.controlPlane ?? {
    kubeconfigPath: inject('kubeconfigPath'),
    auditLogPath: inject('auditLogPath'),
  };
  const client = kubeClient(controlPlane.kubeconfigPath);
  const namespace = `test-${randomBytes(4).toString('hex')}`;
  const userAgent = `operator-of-${namespace}`;
  const objects = kubeObjects(client, namespace);
  await objects.apply({ kind: 'Namespace', metadata: { name: namespace } });
  const beside = (options.beside ?? []).map((name) => `${namespace}-${name}`);
  for (const name of beside) await objects.apply({ kind: 'Namespace', metadata: { name } });

  const emulator = await startEmulator({
    accounts: [{ id: accountId, tokens: [token], email, globalKey, ...options.account }],
    ...behaviourSettings,
    activationDelayMs: 50,
    ...options.emulator,
  });
  const admin = emulatorAdmin(emulator.adminUrl);
  const audit = await followAuditLog(controlPlane.auditLogPath, userAgent);

  const settings: Settings = {
    namespace,
    watchNamespaces: [namespace, ...beside],
    clusterName: 'test',
    maxValueBytes: 65_536,
    finalizerDeadlineMs: 900_000,
    workers: 8,
    maxBatchSize: 100,
    ...options.settings,
  };
  const lines: string[] = [];
  const start = () =>
    startOperator({
      settings,
      kubeconfigPath: options.kubeconfigPath ?? controlPlane.kubeconfigPath,
      baseUrl: emulator.baseUrl,
      userAgent,
      ...(options.api && { api: options.api }),
      onLine: (line) => void lines.push(line),
    });
  let operator = options.operator === 'Later' ? undefined : start();
  const stop = async (): Promise<void> => {
    const running = operator;
    operator = undefined;
    await running?.stop();
  };
  onTestFinished(async () => {
    await stop();
    await emulator.close();
    await tidyUp(objects, namespace);
    for (const name of beside) await tidyUp(kubeObjects(client, name), name);
  });

  let seenCalls = 0;
  let seenRequests = 0;
  const callLog = async (): Promise<readonly LoggedCall[]> => (await admin.calls()).slice(seenCalls);
  const kubeRequestLog = async (): Promise<readonly KubeRequest[]> => (await audit.requests()).slice(seenRequests);

  return {
    namespace,
    userAgent,
    admin,
    baseUrl: emulator.baseUrl,
    ...objects,
    ...watchProgress({ objects, admin, lines: () => lines, patienceMs: options.patienceMs }),
    /** A namespace of `beside`: what is done with objects there. */
    within: (name: string) => {
      const there = kubeObjects(client, `${namespace}-${name}`);
      return {
        namespace: `${namespace}-${name}`,
        ...there,
        ...watchProgress({ objects: there, admin, lines: () => lines }),
      };
    },
    /** Calls to Cloudflare since `clearCalls`: `{ 'secrets.create': 1 }`. */
    calls: async () => countBy(await callLog(), ({ operation }) => operation),
    callLog,
    /** The operator's requests to the API server since `clearCalls`: see `countRequests`. */
    kubeRequests: async () => countRequests(await kubeRequestLog()),
    kubeRequestLog,
    /** Begins to count anew on both sides; nothing is lost of what `admin.calls()` shows. */
    clearCalls: async (): Promise<void> => {
      seenCalls = (await admin.calls()).length;
      seenRequests = (await audit.requests()).length;
    },
    /** The operator's log so far, at debug, each line as JSON. */
    logLines: (): readonly string[] => lines,
    stopOperator: stop,
    /** Stops the operator, if it runs, and starts another one that knows nothing of what it knew. */
    restartOperator: async (): Promise<void> => {
      await stop();
      operator = start();
    },
  };
}

/** The namespace can go once nothing in it waits for an operator that no longer runs; its end is not waited for. */
async function tidyUp(objects: KubeObjects, namespace: string): Promise<void> {
  for (const { metadata } of await objects.list('ClusterSecretsStore')) {
    await objects.patch('ClusterSecretsStore', metadata.name, { metadata: { finalizers: null } });
    await objects.remove('ClusterSecretsStore', metadata.name);
  }
  if (await objects.read('Namespace', namespace)) await objects.remove('Namespace', namespace);
  for (const kind of ['SecretsStoreSecret', 'SecretsStore'] as const) {
    const held = (await objects.list(kind)).filter(({ metadata }) => metadata.finalizers?.length);
    for (const { metadata } of held) await objects.patch(kind, metadata.name, { metadata: { finalizers: null } });
  }
}
