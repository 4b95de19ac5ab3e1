import { createPrometheus, type Prometheus } from '../metrics/prometheus.ts';
import { systemClock } from '../runtime/clock.ts';
import { type HttpServer, startHttpServer } from '../runtime/http-server.ts';
import type { Logger } from '../runtime/log.ts';
import { cannotListen } from './cannot-listen.ts';
import { version } from './version.ts';

interface MetricsOptions {
  readonly port: number;
  readonly log: Logger;
}

export interface MetricsServer extends HttpServer, Pick<Prometheus, 'metrics' | 'called' | 'show'> {}

/** Counts from here on, and serves what was counted at /metrics. */
export async function serveMetrics({ port, log }: MetricsOptions): Promise<MetricsServer> {
  const { metrics, called, show, render, contentType } = createPrometheus({ version, nowMs: systemClock.nowMs });
  const server = await startHttpServer({
    port,
    pages: new Map([['/metrics', async () => ({ status: 200, text: await render(), contentType })]]),
    onError: (error) => log.error({ error }, 'a scrape failed by a bug'),
  }).catch((error: unknown) => {
    throw cannotListen(error, { place: `port ${port}`, flag: 'metrics-port' });
  });
  return { ...server, metrics, called, show };
}
