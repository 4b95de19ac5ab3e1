import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../amounts.ts';
import { syncAll } from '../first-sync.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { startOperator } from '../operator.ts';
import { percentile } from '../percentile.ts';
import type { Measurement, Row, Scenario } from '../row.ts';
import { applySecrets, closeSite, namesOf, openSite, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';
import { startBare } from '../start-bare.ts';

const externalSecrets = '14 s, at an interval of 30 s';
export const half: Row = { name: 'Changed → told, p50 of 200 changes', target: '≤ 1.3 × bare', externalSecrets };
export const most: Row = { name: 'Changed → told, p99 of 200 changes', target: '≤ 1.3 × bare', externalSecrets: '-' };

const changes = 200;
const resources = 100;
const limit = 1.3;
/** Lets what follows a push end, status writes above all, so that it does not hit the other program's turn. */
const pauseMs = 50;

/** In turns, one change for the operator and one for the bare program: what else the machine does hits both alike. */
export const changed: Scenario = {
  name: 'changes',
  rows: [half, most],
  run: async (stage, report) => {
    const names = namesOf(resources);
    const [site, bareSite] = [await openSite(stage), await openSite(stage)];
    const operator = startOperator(stage);
    try {
      await operator.untilWatching();
      await syncAll(stage, site, resources);
      await bareSite.objects.remove('SecretsStore', 'default');
      await applySecrets(bareSite, names);
      const bare = await startBare(stage, bareSite, names);
      const told: Latencies = { operator: [], bare: [] };
      for (let turn = 0; turn < changes; turn += 1) {
        told.operator.push(await change(stage, site, turn));
        told.bare.push(await change(stage, bareSite, turn));
      }
      await bare.stop();
      report(half, compare(told, 50));
      report(most, compare(told, 99));
    } finally {
      await operator.stop();
      await closeSite(site, stage);
      await closeSite(bareSite, stage);
    }
  },
};

interface Latencies {
  readonly operator: number[];
  readonly bare: number[];
}

/** From just before the Secret's change is sent until the PATCH is at Cloudflare, in milliseconds. */
async function change({ cloudflare }: Stage, site: Site, turn: number): Promise<number> {
  const name = namesOf(resources)[turn % resources] ?? '';
  await sleep(pauseMs);
  const told = cloudflare.nextCall('PATCH', site.account.id);
  const value = Buffer.from(`value of turn ${turn}`).toString('base64');
  const changedMs = monotonicMs();
  await site.objects.patch('Secret', name, { data: { value } });
  const { arrivedMs } = await told;
  return arrivedMs - changedMs;
}

function compare({ operator, bare }: Latencies, percent: number): Measurement {
  const [ours, theirs] = [percentile(operator, percent), percentile(bare, percent)];
  return {
    measured: `${milliseconds(ours)} (${(ours / theirs).toFixed(2)} × bare)`,
    bare: milliseconds(theirs),
    isMet: ours <= limit * theirs,
    details: { milliseconds: ours, bareMilliseconds: theirs, ratio: ours / theirs, all: { operator, bare } },
  };
}
