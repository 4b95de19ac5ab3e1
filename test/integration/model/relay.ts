import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Kubeconfig } from '../../support/kube-client.ts';

/** A way to the API server that can be cut for good, as the end of a process cuts it. */
export interface Relay {
  /** Leads there by the relay, and else is the one that was given. */
  readonly kubeconfigPath: string;
  /** Whatever is on its way reaches nobody, and nothing more gets through. */
  readonly cut: () => void;
  /** Cuts it, and takes the kubeconfig away. */
  readonly close: () => Promise<void>;
}

/** Bytes are passed on as they are, TLS and all: the API server's certificate is good for every port of this host. */
export async function startRelay(kubeconfigPath: string): Promise<Relay> {
  const kubeconfig = parse(await readFile(kubeconfigPath, 'utf8')) as Kubeconfig;
  const [{ cluster }] = kubeconfig.clusters;
  const { hostname, port } = new URL(cluster.server);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  const path = join(folder, 'kubeconfig');
  const relayed = {
    ...kubeconfig,
    clusters: [{ ...kubeconfig.clusters[0], cluster: { ...cluster, server: urlOf(server) } }],
  };
  await writeFile(path, stringify(relayed), { mode: 0o600 });
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    kubeconfigPath: path,
    cut,
    close: async () => {
      cut();
      await rm(folder, { recursive: true });
    },
  };
}

const urlOf = (server: ReturnType<typeof createServer>): string =>
  `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
