import { concurrently } from '../concurrently.ts';
import { writeCrowd } from '../crowd.ts';
import { readMemory } from '../memory.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import type { Scenario } from '../row.ts';
import { untilSettled } from '../rows/memory.ts';
import { applyResources, applySecrets, namesOf, openSite, requestsAtOnce, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';
import type { HeldUp } from './event-loop-watch.ts';
import { overtakeResyncs } from './newcomers.ts';
import * as rows from './rows.ts';
import { type Changeable, changeAtRate, untilTold } from './steady-changes.ts';
import { startWatchedOperator, untilEntries, untilQueueEmpty, type WatchedOperator } from './watched-operator.ts';

const stores = 3;
const perSecond = 20;

/** What the issue of it is, at a scale of 1. */
const amounts = { resources: 5_000, crowd: 20_000, changes: 2_400, failing: 1_000, changesBeside: 400 };

/**
 * A cluster that asks much of one operator, for some minutes. Cloudflare's rate limit and quota are raised: what is measured is
 * whether the operator itself keeps up, and not how long it waits for a window.
 */
export const load: Scenario = {
  name: 'load',
  isOnRequest: true,
  rows: [rows.firstSync, rows.memory, rows.changes, rows.emptied, rows.overtaking, rows.failing, rows.heldUp],
  run: async (stage, report) => {
    const scaled = (amount: number): number => Math.ceil(amount * stage.scale);
    const phases: Record<string, HeldUp> = {};
    const resources = stores * Math.ceil(scaled(amounts.resources) / stores);
    const sites = await openSites(stage, stores);
    stage.say(`writing ${scaled(amounts.crowd) + resources} Secrets`);
    await writeCrowd(stage, scaled(amounts.crowd));
    const each = changeables(sites, resources / stores);
    await Promise.all(sites.map(async (site) => applySecrets(site, namesOf(resources / stores))));

    let operator = await startWatchedOperator(stage);
    const endPhase = async (name: string): Promise<void> => {
      phases[name] = await operator.heldUp();
      stage.say(`  ${name}: ${JSON.stringify(phases[name])}`);
    };
    try {
      await untilQueueEmpty(operator);
      await endPhase('start');

      const beganMs = monotonicMs();
      await concurrently(each, requestsAtOnce, async ({ site, name }) => applyResources(site, [name]));
      await untilEntries(operator, 'Synced', resources);
      report(rows.firstSync, rows.judgeFirstSync((monotonicMs() - beganMs) / 1000));
      await endPhase('first sync');
      const { memory: afterSync } = await untilSettled(operator.pid);

      const sent = await changeAtRate(stage, each.slice(0, scaled(amounts.changes)), perSecond);
      const sentMs = monotonicMs();
      await untilQueueEmpty(operator);
      report(rows.emptied, rows.judgeEmptied((monotonicMs() - sentMs) / 1000));
      report(rows.changes, rows.judgeChanges(await untilTold(stage, sent)));
      await endPhase('changes');

      const overtaken = await overtakeResyncs(stage, sites, resources);
      report(rows.overtaking, rows.judgeOvertaking(overtaken));
      const newcomers = overtaken.latenciesMs.length;
      await untilEntries(operator, 'Synced', resources + newcomers);
      await untilQueueEmpty(operator);
      await endPhase('resyncs');

      const failing = scaled(amounts.failing);
      await beginFailing(stage, operator, failing);
      const beside = await changeAtRate(stage, each.slice(-scaled(amounts.changesBeside)), perSecond);
      report(rows.failing, rows.judgeFailing(await untilTold(stage, beside)));
      await endPhase('failing');

      const peak = { mostAnonymousMiB: operator.mostAnonymousMiB(), ...(await readMemory(operator.pid)) };
      await stage.cloudflare.admin.clearFaults();
      await operator.stop();
      operator = await startWatchedOperator(stage);
      // Nothing of it all is lost.
      await untilEntries(operator, 'Synced', resources + newcomers + failing);
      await endPhase('restart');
      const { memory: afterRestart } = await untilSettled(operator.pid);
      report(rows.memory, rows.judgeMemory({ afterSync, ...peak, afterRestart }));
      report(rows.heldUp, rows.judgeHeldUp(phases));
    } finally {
      await operator.stop();
    }
  },
};

async function openSites(stage: Stage, count: number): Promise<readonly Site[]> {
  const sites: Site[] = [];
  while (sites.length < count) sites.push(await openSite(stage));
  return sites;
}

/** In turns, one of each site. */
const changeables = (sites: readonly Site[], ofEach: number): readonly Changeable[] =>
  namesOf(ofEach).flatMap((name) => sites.map((site) => ({ site, name })));

/** A namespace whose creates Cloudflare fails, every one of them. */
async function beginFailing(stage: Stage, operator: WatchedOperator, count: number): Promise<void> {
  const site = await openSite(stage);
  await stage.cloudflare.admin.inject({
    operation: 'secrets.create',
    account: site.account.id,
    action: { kind: 'status', status: 502 },
  });
  await applySecrets(site, namesOf(count));
  await applyResources(site, namesOf(count));
  await untilEntries(operator, 'Retrying', count);
}
