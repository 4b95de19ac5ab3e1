import { number, seconds } from '../amounts.ts';
import type { FirstSync } from '../first-sync.ts';
import { median } from '../percentile.ts';
import type { Measurement, Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { syncAfresh } from '../sync-afresh.ts';

export const row: Row = {
  name: 'First sync of 1,000 resources with one entry each, and requests to the API server',
  target: '≤ 3 s, ≤ 3,000 requests',
  externalSecrets: '56 s, 6,103 requests',
};

export const resources = 1_000;

/** With the one that stays, three: the table has the median. */
const runsBefore = 2;

export async function measureBefore(stage: Stage): Promise<readonly FirstSync[]> {
  const syncs: FirstSync[] = [];
  while (syncs.length < runsBefore) syncs.push(await syncAfresh(stage, resources));
  return syncs;
}

export function summaryOf(syncs: readonly FirstSync[], bareSeconds: number): Measurement {
  const lastCreate = median(syncs.map(({ lastCreateSeconds }) => lastCreateSeconds));
  const requests = median(syncs.map(({ kubeRequestCount }) => kubeRequestCount));
  return {
    measured: `${seconds(lastCreate)}, ${number(requests)} requests`,
    bare: seconds(bareSeconds),
    isMet: lastCreate <= 3 && requests <= 3_000,
    details: { runs: syncs, bareSeconds },
  };
}
