import { createCloudflareApi } from '../../src/cloudflare/api.ts';
import { connectToCluster } from '../../src/kube/connection.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { noMetrics } from '../../src/sync/metrics.ts';
import { runOperator } from '../../src/sync/operator.ts';
import type { Settings } from '../../src/sync/context.ts';

interface OperatorOptions {
  readonly settings: Settings;
  readonly kubeconfigPath: string;
  readonly baseUrl: string;
  readonly userAgent: string;
  /** Gets each line of the log, at debug, as JSON. */
  readonly onLine: (line: string) => void;
}

export interface RunningOperator {
  /** Ends it as SIGTERM would; rejects if it had ended by an error. */
  readonly stop: () => Promise<void>;
}

/** The operator in this process, as `cli/run.ts` puts it together. */
export function startOperator({
  settings,
  kubeconfigPath,
  baseUrl,
  userAgent,
  onLine,
}: OperatorOptions): RunningOperator {
  const stopping = new AbortController();
  const kube = connectToCluster({ kubeconfigPath, userAgent });
  const cloudflare = createCloudflareApi({ baseUrl, userAgent });
  const log = createLogger({ level: 'debug', format: 'json', destination: { write: onLine } });
  const ended = runOperator({ settings, kube, cloudflare, log, metrics: noMetrics }, stopping.signal);
  // Whoever stops it is told; until then nobody listens.
  ended.catch(() => undefined);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      cloudflare.close();
      await kube.close();
    },
  };
}
