import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from './instruments.ts';

/** What dashboards for Node expect, by the names that prom-client gives them; not all of it, and the dearest more seldom. */
export function showProcess({ gauge, countedElsewhere }: Instruments, version: string): void {
  gauge({
    name: 'secrets_store_operator_build_info',
    help: '1, with the versions of the operator and of Node as labels.',
    labels: ['version', 'node_version'],
    look: () => [[{ version, node_version: process.version }, 1]],
  });
  countedElsewhere({
    name: 'process_cpu_seconds_total',
    help: 'Time on a processor, by user and system.',
    look: () => {
      const { user, system } = process.cpuUsage();
      return [[{}, (user + system) / 1e6]];
    },
  });
  gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory.',
    look: () => [[{}, process.memoryUsage.rss()]],
  });
  gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, since 1970.',
    look: () => [[{}, performance.timeOrigin / 1000]],
  });
  gauge({
    name: 'nodejs_heap_size_used_bytes',
    help: 'What is in use of the heap.',
    look: () => [[{}, process.memoryUsage().heapUsed]],
  });
  const longestDelayMs = watchDelays();
  gauge({
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'The longest that the event loop was held up since the last scrape, to a twentieth of a second.',
    look: () => [[{}, longestDelayMs() / 1000]],
  });
}

/** Each look costs a wake of the process: prom-client's hundred a second would be most of what an operator at rest does. */
const resolutionMs = 50;

/** The longest since the last time that it was asked. Where nobody asks, nothing is watched. */
function watchDelays(): () => number {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  return () => {
    const isFirst = delays.enable();
    // Of each interval, what is beyond its own length.
    const longestMs = isFirst || delays.count === 0 ? 0 : Math.max(0, delays.max / 1e6 - resolutionMs);
    delays.reset();
    return longestMs;
  };
}
