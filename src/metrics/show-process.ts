import type { Instruments } from './instruments.ts';

/**
 * What dashboards for Node expect, by the names that prom-client gives them; not all of it, since its event loop monitor alone
 * would wake the process a hundred times a second.
 */
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
}
