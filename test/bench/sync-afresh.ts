import { type FirstSync, syncAll } from './first-sync.ts';
import { startOperator } from './operator.ts';
import { closeSite, openSite } from './site.ts';
import type { Stage } from './stage.ts';

/** A first sync at a place of its own, by an operator that has done nothing yet; nothing of it stays. */
export async function syncAfresh(stage: Stage, count: number): Promise<FirstSync> {
  const site = await openSite(stage);
  const operator = startOperator(stage);
  try {
    await operator.untilWatching();
    return await syncAll(stage, site, count);
  } finally {
    await operator.stop();
    await closeSite(site, stage);
  }
}
