import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { startServer, waitUntilReady } from './server-process.ts';
import type { ServerCommand, ServerProcess } from './server-process.ts';

/** It listens on a socket in the control plane's folder, where both servers run: no port to lose, no stranger's data. */
export const etcdUrl = 'unix://etcd.sock';

export async function startEtcd(command: Omit<ServerCommand, 'name' | 'arguments'>): Promise<ServerProcess> {
  const server = startServer({
    ...command,
    name: 'etcd',
    arguments: [
      '--data-dir=etcd',
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      '--listen-peer-urls=http://127.0.0.1:0',
      // The data lives as long as the process: a crash of the machine may take it.
      '--unsafe-no-fsync=true',
    ],
  });
  await waitUntilReady(server, () => isHealthy(command.directory));
  return server;
}

/** Forgets every revision but the newest. */
export async function compactEtcd(directory: string): Promise<void> {
  // The gateway speaks base64: AA== is a key of one zero byte, which need not exist.
  const { header } = (await call(directory, '/v3/kv/range', { key: 'AA==' })) as { header: { revision: string } };
  await call(directory, '/v3/kv/compaction', { revision: header.revision, physical: true });
}

function isHealthy(directory: string): Promise<boolean> {
  return call(directory, '/health').then(
    () => true,
    () => false,
  );
}

async function call(directory: string, path: string, body?: object): Promise<unknown> {
  const outgoing = request({
    socketPath: join(directory, 'etcd.sock'),
    path,
    method: body === undefined ? 'GET' : 'POST',
    signal: AbortSignal.timeout(5_000),
  });
  outgoing.end(body && JSON.stringify(body));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200)
    throw new Error(`etcd refused ${path} with ${response.statusCode}: ${await text(response)}`);
  return json(response);
}
