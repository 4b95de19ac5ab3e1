import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../amounts.ts';
import { syncAll } from '../first-sync.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { startOperator } from '../operator.ts';
import { median, percentile } from '../percentile.ts';
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
/** An odd number: the 99th percentile is the second worst but one of each round, and the table has the median of the rounds. */
const rounds = 3;
/** Lets what follows a push end, status writes above all, so that it does not hit the other program's turn. */
const pauseMs = 50;

/** In milliseconds. */
interface Round {
  readonly operator: number[];
  readonly bare: number[];
}

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
      const told: Round[] = [];
      while (told.length < rounds) told.push(await takeTurns(stage, { operator: site, bare: bareSite }));
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

async function takeTurns(stage: Stage, sites: Readonly<Record<keyof Round, Site>>): Promise<Round> {
  const round: Round = { operator: [], bare: [] };
  for (let turn = 0; turn < changes; turn += 1) {
    const name = namesOf(resources)[turn % resources] ?? '';
    round.operator.push(await change(stage, sites.operator, name));
    round.bare.push(await change(stage, sites.bare, name));
  }
  return round;
}

/** From just before the Secret's change is sent until the PATCH is at Cloudflare, in milliseconds. */
async function change({ cloudflare }: Stage, { account, objects }: Site, name: string): Promise<number> {
  await sleep(pauseMs);
  const told = cloudflare.nextCall('PATCH', account.id);
  const changedMs = monotonicMs();
  const value = Buffer.from(`value as of ${changedMs}`).toString('base64');
  const [{ arrivedMs }] = await Promise.all([told, objects.patch('Secret', name, { data: { value } })]);
  return arrivedMs - changedMs;
}

function compare(told: readonly Round[], percent: number): Measurement {
  const each = told.map(({ operator, bare }) => ({
    operator: percentile(operator, percent),
    bare: percentile(bare, percent),
    ratio: percentile(operator, percent) / percentile(bare, percent),
  }));
  const ratio = median(each.map((round) => round.ratio));
  const typical = each.find((round) => round.ratio === ratio);
  return {
    measured: `${milliseconds(typical?.operator ?? Number.NaN)}, ${ratio.toFixed(2)} × bare`,
    bare: milliseconds(typical?.bare ?? Number.NaN),
    isMet: ratio <= limit,
    details: { rounds: each, milliseconds: told },
  };
}
