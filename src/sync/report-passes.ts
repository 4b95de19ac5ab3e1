import { systemClock } from '../runtime/clock.ts';
import type { Turn } from '../runtime/turn.ts';
import type { NextStep } from '../runtime/next-step.ts';
import type { Metrics, PassReport } from './metrics.ts';

type Work = (key: string, turn: Turn) => Promise<NextStep>;

interface Reporting {
  readonly kindOf: (key: string) => PassReport['kind'];
  readonly metrics: Metrics;
}

/** The same work, of which every turn is reported when it is over. */
export function reportingPasses(work: Work, { kindOf, metrics }: Reporting): Work {
  return async (key, turn) => {
    const beganMs = systemClock.nowMs();
    let result: PassReport['result'] = 'Bug';
    try {
      const next = await work(key, turn);
      result = next.kind;
      return next;
    } finally {
      metrics.passEnded({ kind: kindOf(key), result, tookMs: systemClock.nowMs() - beganMs });
    }
  };
}
