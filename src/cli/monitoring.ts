import type { Logger } from '../runtime/log.ts';
import type { Standing } from '../sync/standing.ts';
import { serveHealth } from './serve-health.ts';
import { type MetricsServer, serveMetrics } from './serve-metrics.ts';

interface MonitoringOptions {
  readonly metricsPort: number;
  readonly healthPort: number;
  /** Aborted when the operator is to stop. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What others see of a running operator, by HTTP. */
export interface Monitoring extends Pick<MetricsServer, 'metrics' | 'called'> {
  /** Those that were taken. */
  readonly ports: { readonly metricsPort: number; readonly healthPort: number };
  /** From here on, this is shown. */
  readonly show: (standing: Standing) => void;
  readonly close: () => Promise<void>;
}

/** Opens both servers, and none where one of them cannot be had. */
export async function openMonitoring({ metricsPort, healthPort, ...options }: MonitoringOptions): Promise<Monitoring> {
  const metrics = await serveMetrics({ port: metricsPort, ...options });
  const health = await serveHealth({ port: healthPort, ...options }).catch(async (error: unknown) => {
    await metrics.close();
    throw error;
  });
  return {
    metrics: metrics.metrics,
    called: metrics.called,
    ports: { metricsPort: metrics.port, healthPort: health.port },
    show: (standing) => {
      metrics.show(standing);
      health.show(standing);
    },
    close: async () => {
      await Promise.all([metrics.close(), health.close()]);
    },
  };
}
