import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import { type Result, failed, success } from '../core/result.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import { type Fence, noFence } from '../runtime/fence.ts';
import { Slots } from '../runtime/slots.ts';
import { ConnectionPools, reportConnections, type Use } from './connection-pools.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { loadKubeConfig } from './kubeconfig.ts';

export interface ConnectOptions {
  /** As $KUBECONFIG: one path, or several. Without it: the pod's service account, else the user's `.kube/config`. */
  readonly kubeconfigPath?: string;
  readonly userAgent: string;
  readonly clock?: Clock;
  /** Closed: nothing is written but the lease. None unless given. */
  readonly fence?: Fence;
}

/**
 * The way to a cluster. Nothing is sent yet, and no credential is fetched. Throws an OwnError, whose message is one
 * sentence for the user, when there is no kubeconfig or it cannot be used.
 */
export const connectToCluster = ({
  kubeconfigPath,
  userAgent,
  clock = systemClock,
  fence = noFence,
}: ConnectOptions): KubeConnection =>
  new KubeConnection({ load: () => loadKubeConfig(kubeconfigPath), userAgent, clock, fence });

/** What one request needs: where to send it, and who we are. */
export interface Access {
  /** Without a slash at its end; it may have a path, as behind Rancher. */
  readonly server: string;
  /** With the credentials: never to be logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
}

interface Source {
  readonly load: () => KubeConfig;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly fence: Fence;
}

type Credentials = Readonly<{ options: RequestOptions; config: KubeConfig }>;

const reloadAtMostEveryMs = 10_000;

/** A cluster, our credentials for it, and the open connections. Only this folder asks it for access. */
export class KubeConnection {
  readonly #source: Source;
  readonly #pools: ConnectionPools;
  /** Whoever reports waits here for a connection: that takes as long as it takes, and is none of the request's own time. */
  readonly reports = new Slots(reportConnections);
  #config: KubeConfig;
  #pending: Promise<Credentials> | undefined;
  #loadedAtMs: number;

  constructor(source: Source) {
    this.#source = source;
    this.#pools = new ConnectionPools(source.fence);
    this.#config = source.load();
    this.#loadedAtMs = source.clock.nowMs();
  }

  /**
   * Credentials as they are now: certificate files are read again each time, a token file each minute (client-node's
   * file_auth.js), and an expired token of an exec plugin is renewed, once for all who wait. A failure is Unavailable; what
   * plugin or file said is not repeated.
   */
  async access(use: Use): Promise<Result<Access, KubeFailure>> {
    try {
      this.#pending ??= this.#fetchCredentials();
      const { options, config } = await this.#pending;
      const dispatcher = this.#pools.get(use, { tls: options, proxyUrl: config.getCurrentCluster()?.proxyUrl });
      const headers = { ...headersOf(options), 'user-agent': this.#source.userAgent };
      return success({ server: serverOf(config), headers, dispatcher });
    } catch {
      return failed(unavailable('the kubeconfig gives no credentials: its plugin failed, or a file cannot be read'));
    }
  }

  /** The API server has answered 401: the next access starts from the files and plugins, and not from what they said before. */
  renewCredentials(): void {
    const nowMs = this.#source.clock.nowMs();
    if (nowMs - this.#loadedAtMs < reloadAtMostEveryMs) return;
    this.#loadedAtMs = nowMs;
    try {
      this.#config = this.#source.load();
    } catch {
      // Half-written just now, perhaps: what we have is no worse, and the next 401 asks again.
    }
  }

  /** Cuts every connection; what still runs ends as Unavailable. Abort it first. */
  async close(): Promise<void> {
    await this.#pools.destroy();
  }

  async #fetchCredentials(): Promise<Credentials> {
    const config = this.#config;
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } finally {
      this.#pending = undefined;
    }
    return { options, config };
  }
}

const serverOf = (config: KubeConfig): string => (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');

function headersOf({ headers, auth }: RequestOptions): Readonly<Record<string, string>> {
  const basic = typeof auth === 'string' ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  const others = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...basic, ...Object.fromEntries(others) };
}
