import { type CloudflareApiOptions, createCloudflareApi } from '../../src/cloudflare/api.ts';
import { connectToCluster } from '../../src/kube/connection.ts';
import { noFence } from '../../src/runtime/fence.ts';
import { soleLeadership } from '../../src/runtime/leadership.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { type Metrics, noMetrics } from '../../src/sync/metrics.ts';
import { runOperator } from '../../src/sync/operator.ts';
import type { CallReport } from '../../src/cloudflare/call-report.ts';
import type { Settings } from '../../src/sync/context.ts';
import type { Standing } from '../../src/sync/standing.ts';

interface OperatorOptions {
  readonly settings: Settings;
  readonly kubeconfigPath: string;
  readonly baseUrl: string;
  readonly userAgent: string;
  /** What is shipped unless given. */
  readonly api?: Pick<CloudflareApiOptions, 'timeoutMs' | 'clock'>;
  /** Gets each line of the log, at debug, as JSON. */
  readonly onLine: (line: string) => void;
  /** Nothing is counted unless given. */
  readonly monitoring?: {
    readonly metrics: Metrics;
    readonly called: (report: CallReport) => void;
    readonly show: (standing: Standing) => void;
  };
}

export interface RunningOperator {
  /** Ends it as SIGTERM would; rejects if it had ended by an error. */
  readonly stop: () => Promise<void>;
}

/** The operator in this process, as `cli/run.ts` puts it together where there is no leader election. */
export function startOperator({
  settings,
  kubeconfigPath,
  baseUrl,
  userAgent,
  api,
  onLine,
  monitoring,
}: OperatorOptions): RunningOperator {
  const stopping = new AbortController();
  const kube = connectToCluster({ kubeconfigPath, userAgent });
  const cloudflare = createCloudflareApi({
    baseUrl,
    userAgent,
    ...api,
    ...(monitoring && { onCall: monitoring.called }),
  });
  const log = createLogger({ level: 'debug', format: 'json', destination: { write: onLine } });
  const { metrics = noMetrics, show: onWatching = () => undefined } = monitoring ?? {};
  const alone = { leadership: soleLeadership(), fence: noFence };
  const ended = runOperator({ settings, kube, cloudflare, ...alone, log, metrics, onWatching }, stopping.signal);
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
