import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type KubeConnection, connectToCluster } from '../../src/kube/connection.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { type FaultServer, type Respond, startFaultServer } from '../support/fault-server.ts';

export interface LoopbackCluster extends FaultServer {
  readonly connection: KubeConnection;
}

/** A server on loopback that plays an API server at its worst, and our connection to it. Both are gone with the test. */
export async function startLoopbackCluster(respond: Respond): Promise<LoopbackCluster> {
  const server = await startFaultServer(respond);
  return { ...server, connection: await connectTo(kubeconfigFor(server.url)) };
}

export async function connectTo(kubeconfig: unknown, clock?: Clock): Promise<KubeConnection> {
  const kubeconfigPath = await writeTemporary(JSON.stringify(kubeconfig));
  const connection = connectToCluster({ kubeconfigPath, userAgent: 'kube-test/1.0', ...(clock && { clock }) });
  onTestFinished(async () => connection.close());
  return connection;
}

/** As JSON, which is YAML as well. */
export const kubeconfigFor = (
  server: string,
  user: object = {},
  cluster: object = { 'insecure-skip-tls-verify': true },
) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'loopback', cluster: { server, ...cluster } }],
  users: [{ name: 'tester', user }],
  contexts: [{ name: 'here', context: { cluster: 'loopback', user: 'tester' } }],
  'current-context': 'here',
});

/** The path of a file with this text, which is gone with the test. */
export async function writeTemporary(text: string, name = 'kubeconfig'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kube-test-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** An answer as the API server words its refusals; the message quotes what must not be passed on. */
export const statusOf = (code: number, reason: string, details: object = {}): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: 'it quotes canary-91 in full',
  code,
  reason,
  details,
});

/** Cuts the connection with a RST, as a dying proxy does. */
export const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();

export const thing = (name: string, resourceVersion: number, extra: object = {}): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { namespace: 'shop', name, uid: `uid-of-${name}`, resourceVersion: String(resourceVersion), ...extra },
});

export const thingList = (resourceVersion: number, items: readonly object[] | null, next = ''): object => ({
  apiVersion: 'example.com/v1',
  kind: 'ThingList',
  metadata: { resourceVersion: String(resourceVersion), continue: next },
  items,
});
