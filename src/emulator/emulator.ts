import type { Server } from 'node:http';
import { createEmulatorServer } from './server.ts';
import { createWorld, type WorldOptions } from './world.ts';

/**
 * A local Secrets Store that speaks Cloudflare's protocol, so that the official SDK, wrangler or Terraform can be pointed
 * at it. Everything is in memory and gone when it is closed.
 */
export type EmulatorOptions = WorldOptions & Readonly<{ host?: string; port?: number }>;

export type RunningEmulator = Readonly<{
  /** For clients, without a slash at the end: `http://127.0.0.1:8787/client/v4`. */
  baseUrl: string;
  /** For tests: `http://127.0.0.1:8787/admin`. */
  adminUrl: string;
  /** Cuts every connection, also those that hang on purpose. */
  close: () => Promise<void>;
}>;

/** Rejects with the system's error if the port is taken. Port 0, the default, takes any free one. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { host = '127.0.0.1', port = 0, ...worldOptions } = options;
  let world = createWorld(worldOptions);
  const replaceWorld = () => {
    world = createWorld(worldOptions);
  };
  const server = createEmulatorServer(() => ({ world, replaceWorld }));
  await listen(server, host, port);
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${String(boundPort(server))}`;
  return { baseUrl: `${origin}/client/v4`, adminUrl: `${origin}/admin`, close: () => close(server) };
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function boundPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
