import type { Tally } from '../core/tally.ts';
import type { NextStep } from '../runtime/next-step.ts';

/** One turn of a key. */
export interface PassReport {
  readonly kind: 'SecretsStoreSecret' | 'SecretsStore' | 'ClusterSecretsStore';
  /** What becomes of the key, by the names of the queue's next steps; `Bug` where the pass threw. */
  readonly result: NextStep['kind'] | 'Bug';
  readonly tookMs: number;
}

/** Why a finalizer went: all was deleted, or could not be until the deadline, or was not to be, or there is nothing to delete any more. */
export type ReleaseCause = 'Deleted' | 'Abandoned' | 'Released' | 'Unneeded';

/** Told what happens, for whoever counts. None of these may throw, or take its time. */
export interface Metrics {
  readonly passEnded: (pass: PassReport) => void;
  /** The watches have told of a change that this resource, by its key, may have to follow. */
  readonly changeSeen: (resource: string) => void;
  /** A pass over this resource has written what it could. */
  readonly pushed: (resource: string, tally: Tally) => void;
  /** Nothing is left to do for this resource. */
  readonly resourceGone: (resource: string) => void;
  readonly finalizerReleased: (cause: ReleaseCause) => void;
  readonly orphansDeleted: (count: number) => void;
}

export const noMetrics: Metrics = {
  passEnded: () => undefined,
  changeSeen: () => undefined,
  pushed: () => undefined,
  resourceGone: () => undefined,
  finalizerReleased: () => undefined,
  orphansDeleted: () => undefined,
};
