import { timeBareSync } from '../bare-sync.ts';
import { syncAll } from '../first-sync.ts';
import { startOperator } from '../operator.ts';
import type { Scenario } from '../row.ts';
import { openSite } from '../site.ts';
import * as atRest from './at-rest.ts';
import * as firstSync from './first-sync-thousand.ts';
import * as memory from './memory.ts';
import * as restart from './restart.ts';

/** What a large cluster asks of one operator, from its first sync on. It comes last, since nothing of it is taken away. */
export const thousand: Scenario = {
  name: 'thousand',
  rows: [firstSync.row, memory.row, restart.row, atRest.row],
  run: async (stage, report) => {
    const syncs = await firstSync.measureBefore(stage);
    const bareSeconds = await timeBareSync(stage, firstSync.resources);
    const site = await openSite(stage);
    let operator = startOperator(stage);
    try {
      await operator.untilWatching();
      report(
        firstSync.row,
        firstSync.summaryOf([...syncs, await syncAll(stage, site, firstSync.resources)], bareSeconds),
      );
      stage.say(`writing ${memory.crowdSize} Secrets`);
      const afterSync = await memory.measureAfterSync(stage, operator);
      const restarted = await restart.measureRestart(stage, operator);
      ({ operator } = restarted);
      report(restart.row, restarted.measurement);
      const afterRestart = await memory.untilSettled(operator.pid);
      report(memory.row, memory.judgeMemory(afterSync, afterRestart));
      report(atRest.row, await atRest.measureAtRest(stage, site));
    } finally {
      await operator.stop();
    }
  },
};
