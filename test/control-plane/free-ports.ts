import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below 32768, where Linux and macOS place no near ends of connections: such a port stays free while the API server is
 * down for a moment.
 */
const lowest = 20_000;
const highest = 32_000;

/** A server that is handed a port may find it taken meanwhile: then it gets another one, twice. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await findFreePort());
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes('address already in use');
      if (!isTaken || attempt === 3) throw error;
    }
  }
}

async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
  throw new Error(
    `Found no free port on 127.0.0.1 between ${lowest} and ${highest} in 100 attempts: free some of them`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
