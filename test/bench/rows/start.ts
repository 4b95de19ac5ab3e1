import { seconds } from '../amounts.ts';
import { startOperator } from '../operator.ts';
import { median } from '../percentile.ts';
import type { Row, Scenario } from '../row.ts';
import { applyResources, applySecrets, closeSite, namesOf, openSite } from '../site.ts';
import type { Stage } from '../stage.ts';

export const row: Row = {
  name: 'Start of the process → first push, with resource, Secret and store there before',
  target: '≤ 0.5 s',
  externalSecrets: '0.27 s',
};

const limitSeconds = 0.5;
const runs = 5;

export const start: Scenario = {
  name: 'start',
  rows: [row],
  run: async (stage, report) => {
    const starts: number[] = [];
    while (starts.length < runs) starts.push(await startOnce(stage));
    const typical = median(starts);
    report(row, { measured: seconds(typical), isMet: typical <= limitSeconds, details: { runs: starts } });
  },
};

async function startOnce(stage: Stage): Promise<number> {
  const site = await openSite(stage);
  const names = namesOf(1);
  await applySecrets(site, names);
  await applyResources(site, names);
  const pushed = stage.cloudflare.nextCall('POST', site.account.id);
  const operator = startOperator(stage);
  try {
    const { arrivedMs } = await pushed;
    return (arrivedMs - operator.spawnedMs) / 1000;
  } finally {
    await operator.stop();
    await closeSite(site, stage);
  }
}
