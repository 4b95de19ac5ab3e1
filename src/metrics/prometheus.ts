import type { CallReport } from '../cloudflare/call-report.ts';
import type { Metrics } from '../sync/metrics.ts';
import type { Standing } from '../sync/standing.ts';
import { countCalls } from './count-calls.ts';
import { countPasses } from './count-passes.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { showBudgets } from './show-budgets.ts';
import { showEntries } from './show-entries.ts';
import { showLeader } from './show-leader.ts';
import { showProcess } from './show-process.ts';
import { showQueues } from './show-queues.ts';
import { showStores } from './show-stores.ts';
import { showWatches } from './show-watches.ts';

export interface PrometheusOptions {
  readonly version: string;
  /** Never runs backwards. */
  readonly nowMs: () => number;
}

export interface Prometheus {
  readonly metrics: Metrics;
  readonly called: (report: CallReport) => void;
  /** From here on, this is looked at. */
  readonly show: (standing: Standing) => void;
  /** Everything as a scraper reads it. */
  readonly render: () => Promise<string>;
  readonly contentType: string;
  readonly registry: Instruments['registry'];
}

/** Counts what happens, and shows how things stand. docs/metrics.md has a line for each. */
export function createPrometheus({ version, nowMs }: PrometheusOptions): Prometheus {
  const instruments = createInstruments();
  const { registry } = instruments;
  let standing: Standing | undefined;
  const metrics = countPasses(instruments, nowMs);
  const called = countCalls(instruments);
  for (const show of [showLeader, showQueues, showWatches, showStores, showEntries, showBudgets])
    show(instruments, () => standing);
  showProcess(instruments, version);
  return {
    metrics,
    called,
    show: (now) => void (standing = now),
    render: async () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  };
}
