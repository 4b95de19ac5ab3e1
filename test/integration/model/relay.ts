import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kubeconfigFor } from '../../kube/loopback-cluster.ts';
import type { Kubeconfig } from '../../support/kube-client.ts';

/** A way to the API server that can be cut for good, as the end of a process cuts it. */
export interface Relay {
  /** Leads there by the relay. */
  readonly kubeconfigPath: string;
  /** Whatever is on its way reaches nobody, and nothing more gets through. */
  readonly cut: () => void;
  /** Cuts it, and takes the kubeconfig away. */
  readonly close: () => Promise<void>;
}

/** By this label an operator's own ClusterSecretsStores are told from those of the sequences that are played beside it. */
export const siteLabel = 'model-site';

const clusterStores = '/apis/secretsstore.dev/v1alpha1/clustersecretsstores';

/** Passes everything on as it is, save that of the ClusterSecretsStores only those of this site are seen. */
export async function startRelay(upstream: string, site: string): Promise<Relay> {
  const {
    clusters: [{ cluster }],
    users: [{ user }],
  } = parse(await readFile(upstream, 'utf8')) as Kubeconfig;
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  const agent = new https.Agent({ keepAlive: true, ca });
  const sockets = new Set<Socket>();
  const server = http.createServer({ noDelay: true }, (incoming, response) => {
    const { host: _, ...headers } = incoming.headers;
    const path = ownOnly(incoming.url ?? '', site);
    const call = https.request(`${cluster.server}${path}`, { method: incoming.method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    call.on('error', () => response.destroy());
    response.on('close', () => call.destroy());
    incoming.pipe(call);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  const { port } = server.address() as AddressInfo;
  const kubeconfig = kubeconfigFor(`http://127.0.0.1:${String(port)}`, { token: user.token });
  await writeFile(kubeconfigPath, JSON.stringify(kubeconfig), { mode: 0o600 });
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
    agent.destroy();
  };
  return {
    kubeconfigPath,
    cut,
    close: async () => {
      cut();
      await rm(folder, { recursive: true });
    },
  };
}

function ownOnly(url: string, site: string): string {
  const { pathname } = new URL(url, 'http://any');
  if (pathname !== clusterStores) return url;
  return `${url}${url.includes('?') ? '&' : '?'}labelSelector=${siteLabel}%3D${site}`;
}
