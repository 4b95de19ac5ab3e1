import type { Standing } from '../sync/standing.ts';
import type { Instruments } from './instruments.ts';

/** How well the API server is heard. */
export function showWatches({ gauge, countedElsewhere }: Instruments, standing: () => Standing | undefined): void {
  const watches = () => standing()?.watches() ?? [];
  countedElsewhere({
    name: 'secrets_store_operator_watch_restarts_total',
    help: 'Watches of the API server that were begun anew; each ends by itself after some minutes.',
    labels: ['kind'],
    look: () => watches().map(({ kind, restarts }) => [{ kind }, restarts]),
  });
  countedElsewhere({
    name: 'secrets_store_operator_watch_failures_total',
    help: 'Lists and watches of the API server that failed.',
    labels: ['kind'],
    look: () => watches().map(({ kind, failures }) => [{ kind }, failures]),
  });
  countedElsewhere({
    name: 'secrets_store_operator_watch_missed_changes_total',
    help: 'Changes that a list has found and of which a watch should have told.',
    labels: ['kind'],
    look: () => watches().map(({ kind, missed }) => [{ kind }, missed]),
  });
  gauge({
    name: 'secrets_store_operator_watch_silence_seconds',
    help: 'Since the API server was last heard on behalf of a watch.',
    labels: ['kind'],
    look: () => watches().map(({ kind, silentMs }) => [{ kind }, silentMs / 1000]),
  });
}
