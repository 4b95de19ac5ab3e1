import type { Standing } from '../sync/standing.ts';
import type { Instruments } from './instruments.ts';

/** How much there is to do. */
export function showQueues({ gauge }: Instruments, standing: () => Standing | undefined): void {
  const queues = () => Object.entries(standing()?.queues() ?? {});
  gauge({
    name: 'secrets_store_operator_queue_keys',
    help: 'Keys in a queue: waiting for a worker, being processed, waiting for their time, or for a place at their store.',
    labels: ['queue', 'state'],
    look: () =>
      queues().flatMap(([queue, { depth, active, delayed, deferred }]) => [
        [{ queue, state: 'Waiting' }, depth],
        [{ queue, state: 'Active' }, active],
        [{ queue, state: 'Delayed' }, delayed],
        [{ queue, state: 'Deferred' }, deferred],
      ]),
  });
  gauge({
    name: 'secrets_store_operator_queue_oldest_key_age_seconds',
    help: 'For how long the key has waited for a worker that has waited longest.',
    labels: ['queue'],
    look: () => queues().map(([queue, { oldestMs }]) => [{ queue }, oldestMs / 1000]),
  });
}
