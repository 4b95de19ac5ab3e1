import { median } from '../percentile.ts';
import { seconds } from '../amounts.ts';
import type { FirstSync } from '../first-sync.ts';
import type { Measurement, Row, Scenario } from '../row.ts';
import type { Stage } from '../stage.ts';
import { syncAfresh } from '../sync-afresh.ts';

export const onTime: Row = {
  name: 'First sync of 100 resources with one entry each: from the last apply to the last create',
  target: '≤ 0.3 s',
  externalSecrets: '3.8 s',
};

export const late: Row = {
  name: 'The same, with every answer of Cloudflare 100 ms late',
  target: '≤ 0.5 s',
  externalSecrets: '-',
};

const resources = 100;
/** An odd number: the table has the median. */
const runs = 3;

export const firstSync: Scenario = {
  name: 'first-sync',
  rows: [onTime],
  run: async (stage, report) => report(onTime, summaryOf(await repeat(stage), 0.3)),
};

export const firstSyncLate: Scenario = {
  name: 'first-sync-late',
  rows: [late],
  run: async (stage, report) => {
    await stage.cloudflare.admin.inject({ operation: '*', action: { kind: 'delay', ms: 100 } });
    try {
      report(late, summaryOf(await repeat(stage), 0.5));
    } finally {
      await stage.cloudflare.admin.clearFaults();
    }
  },
};

async function repeat(stage: Stage): Promise<readonly FirstSync[]> {
  const syncs: FirstSync[] = [];
  while (syncs.length < runs) syncs.push(await syncAfresh(stage, resources));
  return syncs;
}

function summaryOf(syncs: readonly FirstSync[], limitSeconds: number): Measurement {
  const lastCreate = median(syncs.map(({ lastCreateSeconds }) => lastCreateSeconds));
  return { measured: seconds(lastCreate), isMet: lastCreate <= limitSeconds, details: { runs: syncs } };
}
