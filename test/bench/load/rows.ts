import { count, mebibytes, milliseconds, number, seconds } from '../amounts.ts';
import type { Memory } from '../memory.ts';
import { percentile } from '../percentile.ts';
import type { Measurement, Row } from '../row.ts';
import type { HeldUp } from './event-loop-watch.ts';
import type { Overtaking } from './newcomers.ts';
import type { ChangesTold } from './steady-changes.ts';

const row = (name: string, target: string): Row => ({ name, target, externalSecrets: '-' });

export const firstSync = row(
  'Load: 5,000 resources over 3 stores: from the first apply until all are Synced',
  '≤ 180 s',
);
export const memory = row(
  'Load: anonymous memory with 5,000 resources and 25,000 Secrets: after the sync, at most under load, after a restart; resident at most',
  '≤ 256 MiB resident, the limit of the chart',
);
export const changes = row('Load: changed → told at 20 changes a second for 2 minutes, p50 / p95 / p99', 'p99 ≤ 1 s');
export const emptied = row('Load: from the last of these changes until the queue is empty', '≤ 10 s');
export const overtaking = row('Load: created → told while 5,000 resyncs are under way, the slowest of 5', '≤ 2 s');
export const failing = row(
  'Load: changed → told at 20 changes a second beside 1,000 resources of another namespace that fail, p50 / p95',
  'p95 ≤ 1 s',
);
export const heldUp = row('Load: longest that the event loop was held up, in each phase', '≤ 100 ms');

const threePercentiles = ({ latenciesMs }: ChangesTold): readonly number[] =>
  [50, 95, 99].map((percent) => percentile(latenciesMs, percent));

export const judgeFirstSync = (took: number): Measurement => ({
  measured: seconds(took),
  isMet: took <= 180,
  details: { seconds: took },
});

interface MemoryFigures {
  readonly afterSync: Memory;
  readonly mostAnonymousMiB: number;
  /** Of the operator that was under load. */
  readonly peakMiB: number;
  readonly afterRestart: Memory;
}

export function judgeMemory(figures: MemoryFigures): Measurement {
  const { afterSync, mostAnonymousMiB, peakMiB, afterRestart } = figures;
  const anonymous = [afterSync.anonymousMiB, mostAnonymousMiB, afterRestart.anonymousMiB].map(mebibytes).join(' / ');
  return { measured: `${anonymous}; ${mebibytes(peakMiB)}`, isMet: peakMiB <= 256, details: figures };
}

export function judgeChanges(told: ChangesTold): Measurement {
  const [half = Number.NaN, most = Number.NaN, nearlyAll = Number.NaN] = threePercentiles(told);
  const slowest = Math.max(...told.latenciesMs);
  return {
    measured: [half, most, nearlyAll].map(milliseconds).join(' / '),
    isMet: nearlyAll <= 1_000,
    details: {
      p50: half,
      p95: most,
      p99: nearlyAll,
      slowest,
      perSecond: told.perSecond,
      changes: told.latenciesMs.length,
    },
  };
}

export const judgeEmptied = (took: number): Measurement => ({
  measured: seconds(took),
  isMet: took <= 10,
  details: { seconds: took },
});

export function judgeOvertaking(overtaken: Overtaking): Measurement {
  const slowest = Math.max(...overtaken.latenciesMs);
  const { before, after, all } = overtaken.resyncs;
  // Had they not been under way to the end, nothing would have been overtaken.
  return {
    measured: `${milliseconds(slowest)}, from the ${number(before)}th to the ${number(after)}th resync`,
    isMet: slowest <= 2_000 && after < all,
    details: overtaken,
  };
}

export function judgeFailing(told: ChangesTold): Measurement {
  const [half = Number.NaN, most = Number.NaN] = threePercentiles(told);
  return {
    measured: `${milliseconds(half)} / ${milliseconds(most)}`,
    isMet: most <= 1_000,
    details: { p50: half, p95: most, slowest: Math.max(...told.latenciesMs), changes: told.latenciesMs.length },
  };
}

/** By phase. */
export function judgeHeldUp(phases: Readonly<Record<string, HeldUp>>): Measurement {
  const all = Object.entries(phases);
  const tooLong = all.reduce((sum, [, phase]) => sum + phase.tooLong, 0);
  const each = all.map(([name, { longestMs }]) => `${name} ${Math.round(longestMs)}`).join(', ');
  return {
    measured: `${each} ms; ${count(tooLong, 'time')} over 100 ms`,
    isMet: tooLong === 0,
    details: phases,
  };
}
