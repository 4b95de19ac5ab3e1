import type { Mirrors } from './mirrors.ts';
import { systemClock } from '../runtime/clock.ts';

/** How things stand in a running operator. Each function looks when it is called, at what is in memory alone. */
export interface Standing {
  /** One for each kind that is being watched. */
  readonly watches: () => readonly WatchStanding[];
}

/** The watches of one kind: one, or one for each namespace. */
export interface WatchStanding {
  readonly kind: 'SecretsStoreSecret' | 'SecretsStore' | 'ClusterSecretsStore' | 'Secret' | 'Namespace';
  /** Everything has been listed once. */
  readonly isSynced: boolean;
  /** Since the API server was last heard on its behalf. */
  readonly silentMs: number;
  /** How long one request of it may last. */
  readonly longestMs: number;
}

const kinds = {
  resources: 'SecretsStoreSecret',
  secretsStores: 'SecretsStore',
  clusterStores: 'ClusterSecretsStore',
  secrets: 'Secret',
  namespaces: 'Namespace',
} as const satisfies Record<keyof Mirrors, WatchStanding['kind']>;

export function standingOf(mirrors: Mirrors): Standing {
  return {
    watches: () => (Object.keys(kinds) as (keyof Mirrors)[]).flatMap((name) => watchesOf(mirrors, name)),
  };
}

function watchesOf(mirrors: Mirrors, name: keyof Mirrors): readonly WatchStanding[] {
  const { hasBegun, isSynced, watches } = mirrors[name];
  if (!hasBegun) return [];
  return [
    {
      kind: kinds[name],
      isSynced,
      silentMs: systemClock.nowMs() - Math.min(...watches.map(({ lastContactMs }) => lastContactMs)),
      longestMs: Math.max(...watches.map(({ longestWatchMs }) => longestWatchMs)),
    },
  ];
}
