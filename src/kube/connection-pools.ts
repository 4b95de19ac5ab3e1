import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { serialize } from 'node:v8';
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici';
import type { Fence } from '../runtime/fence.ts';
import { fenced } from './fenced.ts';

/**
 * What a connection is for. A watch keeps its own for minutes, a request gives it back. What only tells of work that is done,
 * status and Events, goes by connections of its own: a thousand that are waiting to be told stand before nobody who has to read.
 * The lease has its own, so that nothing can hold up a renewal; and it alone is written whether we lead or not.
 */
export type Use = 'Request' | 'Report' | 'Watch' | 'Lease';

export interface Route {
  /** With the certificate authority, the client certificate and the server name, as client-node fills them in. */
  readonly tls: RequestOptions;
  /** `proxy-url` of the kubeconfig: http, https or socks5. */
  readonly proxyUrl: string | undefined;
}

type Pools = Readonly<Record<Use, Dispatcher>>;

/**
 * The open connections. client-node makes a new Agent, and so a new TLS handshake, for each request (config.js,
 * createDispatcher); these are kept as long as the route stays the same. When a certificate is rotated, new requests get
 * new connections, and the old ones run out.
 */
export class ConnectionPools {
  readonly #fence: Fence;
  #current: { readonly fingerprint: string; readonly pools: Pools } | undefined;

  /** No write of a `Request` leaves while the fence is closed. */
  constructor(fence: Fence) {
    this.#fence = fence;
  }

  get(use: Use, route: Route): Dispatcher {
    const connect = tcpAndTls(route.tls);
    const fingerprint = fingerprintOf([connect, route.proxyUrl]);
    if (this.#current?.fingerprint !== fingerprint) {
      for (const pool of this.#all()) void pool.close();
      const fence = fenced(this.#fence);
      const pools = {
        Request: open(route.proxyUrl, connect, requestLimits).compose(fence),
        Report: open(route.proxyUrl, connect, reportLimits).compose(fence),
        Watch: open(route.proxyUrl, connect, watchLimits),
        Lease: open(route.proxyUrl, connect, leaseLimits),
      };
      this.#current = { fingerprint, pools };
    }
    return this.#current.pools[use];
  }

  /** Cuts every connection, whatever runs on it. */
  async destroy(): Promise<void> {
    const pools = this.#all();
    this.#current = undefined;
    await Promise.all(pools.map(async (pool) => pool.destroy()));
  }

  #all(): readonly Dispatcher[] {
    return Object.values(this.#current?.pools ?? {});
  }
}

/** HTTP/1.1, where a watch cannot hold up a request on the same connection. */
const limits = { allowH2: false, keepAliveTimeout: 60_000, connectTimeout: 10_000 };
/** The ninth request waits for a free connection: the API server's fairness gives no more to one client anyway. */
const requestLimits = { ...limits, connections: 8 };
/** As many, since what is told is as much as what is read: an API server that is busy gives each connection the same. */
export const reportConnections = 8;
const reportLimits = { ...limits, connections: reportConnections };
/** As many connections as there are watches; silence is no failure there, since each watch has its own end. */
const watchLimits = { ...limits, bodyTimeout: 0 };

const leaseLimits = { ...limits, connections: 1 };

type Limits = typeof requestLimits | typeof reportLimits | typeof watchLimits;
type Connect = ReturnType<typeof tcpAndTls>;

function open(proxyUrl: string | undefined, connect: Connect, limits: Limits): Dispatcher {
  if (proxyUrl === undefined) return new Agent({ ...limits, connect });
  if (proxyUrl.startsWith('socks')) return new Socks5ProxyAgent(proxyUrl, { ...limits, requestTls: connect });
  return new ProxyAgent({ ...limits, uri: proxyUrl, requestTls: connect });
}

/** Probes of 30 s, as client-go's: a load balancer forgets a silent connection after 60 s. */
const tcpAndTls = ({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions) => ({
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  ...(servername === undefined ? {} : { servername }),
  ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
});

/** A digest, so that no private key is kept a second time. */
const fingerprintOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(serialize(parts)).digest('base64');
