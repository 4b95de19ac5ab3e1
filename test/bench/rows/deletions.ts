import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { count, seconds } from '../amounts.ts';
import { concurrently } from '../concurrently.ts';
import { countByVerb, syncAll, untilQuiet } from '../first-sync.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { followOperator, startOperator } from '../operator.ts';
import type { Measurement, Row, Scenario } from '../row.ts';
import { closeSite, namesOf, openSite, requestsAtOnce, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';

export const row: Row = {
  name: '100 resources deleted together: calls, and from the last delete to the last call',
  target: '≤ 2 bulk deletes',
  externalSecrets: '100 calls',
};

const resources = 100;
const callsAllowed = 2;

export const deletions: Scenario = {
  name: 'deletions',
  rows: [row],
  run: async (stage, report) => {
    const site = await openSite(stage);
    const operator = startOperator(stage);
    try {
      await operator.untilWatching();
      await syncAll(stage, site, resources);
      report(row, await deleteAll(stage, site));
    } finally {
      await operator.stop();
      await closeSite(site, stage);
    }
  },
};

async function deleteAll(stage: Stage, { objects, account }: Site): Promise<Measurement> {
  const { cloudflare } = stage;
  await cloudflare.forget();
  const audit = await followOperator(stage);
  await concurrently(namesOf(resources), requestsAtOnce, async (name) => objects.remove('SecretsStoreSecret', name));
  const deletedMs = monotonicMs();
  await eventually(
    async () => {
      await sleep(50);
      return (await objects.list('SecretsStoreSecret')).length === 0;
    },
    { until: 'no resource is left', timeoutMs: 120_000 },
  );
  const goneMs = monotonicMs();
  await untilQuiet(cloudflare);
  const deletes = (await cloudflare.timedCalls()).filter(({ method }) => method === 'DELETE');
  const lastDeleteSeconds = (Math.max(...deletes.map(({ answeredMs }) => answeredMs ?? 0)) - deletedMs) / 1000;
  const [store] = await cloudflare.admin.stores(account.id);
  const left = await cloudflare.admin.secrets(account.id, store?.id ?? '');
  if (left.length > 0) throw new Error(`${left.length} secrets are still at Cloudflare`);
  return {
    measured: `${count(deletes.length, 'call')}, ${seconds(lastDeleteSeconds)}`,
    isMet: deletes.length <= callsAllowed,
    details: {
      lastDeleteSeconds,
      allGoneSeconds: (goneMs - deletedMs) / 1000,
      cloudflareCalls: await cloudflare.countCalls(),
      kubeRequests: countByVerb(await audit.requests()),
    },
  };
}
