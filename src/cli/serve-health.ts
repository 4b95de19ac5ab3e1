import { type HttpServer, startHttpServer, type TextAnswer } from '../runtime/http-server.ts';
import type { Logger } from '../runtime/log.ts';
import { type Health, healthOf } from '../sync/health.ts';
import type { Standing } from '../sync/standing.ts';
import { cannotListen } from './cannot-listen.ts';

interface HealthOptions {
  readonly port: number;
  /** Aborted when the operator is to stop. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

export interface HealthServer extends HttpServer {
  /** From here on the probes look at this. */
  readonly show: (standing: Standing) => void;
}

const probes = ['livez', 'readyz', 'startupz'] as const satisfies readonly (keyof Health)[];

/** Answers the probes of Kubernetes: 200, or 503 with a line for each thing that is missing. */
export async function serveHealth({ port, signal, log }: HealthOptions): Promise<HealthServer> {
  let standing: Standing | undefined;
  const page = (probe: keyof Health) => (): TextAnswer => {
    const missing = healthOf({ standing, isStopping: signal.aborted })[probe];
    return missing.length === 0 ? { status: 200, text: 'ok' } : { status: 503, text: missing.join('\n') };
  };
  const server = await startHttpServer({
    port,
    pages: new Map(probes.map((probe) => [`/${probe}`, page(probe)])),
    onError: (error) => log.error({ error }, 'a probe failed by a bug'),
  }).catch((error: unknown) => {
    throw cannotListen(error, { place: `port ${port}`, flag: 'health-port' });
  });
  return { ...server, show: (now) => void (standing = now) };
}
