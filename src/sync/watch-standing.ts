import { systemClock } from '../runtime/clock.ts';
import type { Mirrors } from './mirrors.ts';

/** The watches of one kind: one, or one for each namespace. */
export interface WatchStanding {
  readonly kind: 'SecretsStoreSecret' | 'SecretsStore' | 'ClusterSecretsStore' | 'Secret' | 'Namespace';
  /** Everything that may be read has been listed once. */
  readonly isListed: boolean;
  /** Since the API server was last heard on its behalf. */
  readonly silentMs: number;
  /** How long one request of it may last. */
  readonly longestMs: number;
  /** How often one was begun anew: every few minutes where all is well. */
  readonly restarts: number;
  /** How often one failed. */
  readonly failures: number;
  /** Changes that a list has found, and of which a watch should have told. */
  readonly missed: number;
}

const kinds = {
  resources: 'SecretsStoreSecret',
  secretsStores: 'SecretsStore',
  clusterStores: 'ClusterSecretsStore',
  secrets: 'Secret',
  namespaces: 'Namespace',
} as const satisfies Record<keyof Mirrors, WatchStanding['kind']>;

/** One for each kind that is being watched. */
export const watchStandings = (mirrors: Mirrors): readonly WatchStanding[] =>
  (Object.keys(kinds) as (keyof Mirrors)[])
    .filter((name) => mirrors[name].hasBegun)
    .map((name) => standingOf(mirrors, name));

function standingOf(mirrors: Mirrors, name: keyof Mirrors): WatchStanding {
  const { isListed, watches } = mirrors[name];
  const counts = watches.map((watch) => watch.counts);
  return {
    kind: kinds[name],
    isListed,
    silentMs: systemClock.nowMs() - Math.min(...watches.map(({ contact }) => contact.lastMs)),
    longestMs: Math.max(...watches.map(({ longestWatchMs }) => longestWatchMs)),
    restarts: sum(counts.map((count) => Math.max(0, count.watches - 1))),
    failures: sum(counts.map(({ errors }) => errors)),
    missed: sum(counts.map(({ missed }) => missed)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
