import type { Standing } from './standing.ts';
import type { WatchStanding } from './watch-standing.ts';

/** What each probe finds wrong, in words for people; nothing where all is well. */
export interface Health {
  /** It would not go on without being started anew. */
  readonly livez: readonly string[];
  /** It does its work. */
  readonly readyz: readonly string[];
  /** It has begun. */
  readonly startupz: readonly string[];
}

interface State {
  /** Undefined until the watches have begun. */
  readonly standing: Pick<Standing, 'watches' | 'leadership'> | undefined;
  readonly isStopping: boolean;
}

/**
 * How well the operator is. Cloudflare has no part in it: an operator that is started anew meets the same Cloudflare. That the
 * event loop turns is proven by whoever asks getting an answer. Who only stands by is as well as who leads.
 */
export function healthOf({ standing, isStopping }: State): Health {
  if (standing === undefined) return { livez: [], readyz: [notBegun], startupz: [notBegun] };
  const watches = standing.watches();
  const silent = watches.filter(({ silentMs, longestMs }) => silentMs > 2 * longestMs);
  const unlisted = watches.filter(isNeeded).filter(({ isListed }) => !isListed);
  return {
    livez: [
      ...(silent.length === 0
        ? []
        : [`nothing was heard of the API server for too long by the watch of ${kindsOf(silent)}`]),
      ...(standing.leadership() === 'Lapsed' && !isStopping ? ['it leads no longer, and has not ended'] : []),
    ],
    readyz: [
      ...(isStopping ? ['it is being stopped'] : []),
      ...(unlisted.length === 0 ? [] : [`the API server has not yet listed ${kindsOf(unlisted)}`]),
    ],
    startupz: [],
  };
}

const notBegun = "the API server has not yet told the cluster's name";

/** Namespaces are watched once a store selects some by labels: what a user writes must not make a ready operator unready. */
const isNeeded = ({ kind }: WatchStanding): boolean => kind !== 'Namespace';

const kindsOf = (watches: readonly WatchStanding[]): string => watches.map(({ kind }) => kind).join(', ');
