import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimit } from '../../../src/emulator/settings.ts';
import { storeName } from '../../support/sample-objects.ts';
import { eventually } from '../../support/eventually.ts';
import { count } from '../amounts.ts';
import { concurrently } from '../concurrently.ts';
import { syncAll } from '../first-sync.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { startOperator } from '../operator.ts';
import type { Measurement, Row, Scenario } from '../row.ts';
import { closeSite, namesOf, openSite, requestsAtOnce, type Site } from '../site.ts';
import { usualRateLimit } from '../cloudflare.ts';
import type { Stage } from '../stage.ts';

export const row: Row = {
  name: 'Calls inside the window of a 429, with 100 changes waiting',
  target: '0',
  externalSecrets: '200 calls',
};

const resources = 100;
const secondValue = 'second value';
/** Long enough to read the refusal, on a machine that is busy. */
const readingMs = 500;
/** Enough for all of the changes, once the window is over. */
const smallLimit: RateLimit = { requests: 200, windowSeconds: 8 };

/** Another tool with the same token has used up the limit; the operator learns of it by its first call. */
export const refusedWindow: Scenario = {
  name: 'refused-window',
  rows: [row],
  run: async (stage, report) => {
    const site = await openSite(stage);
    const operator = startOperator(stage);
    try {
      await operator.untilWatching();
      await syncAll(stage, site, resources);
      report(row, await changeAllWhenExhausted(stage, site));
    } finally {
      await operator.stop();
      await closeSite(site, stage);
      await stage.cloudflare.admin.settings({ rateLimit: usualRateLimit });
    }
  },
};

async function changeAllWhenExhausted({ cloudflare }: Stage, site: Site): Promise<Measurement> {
  const [first = '', ...others] = namesOf(resources);
  await cloudflare.admin.settings({ rateLimit: smallLimit });
  await exhaust(cloudflare.baseUrl, site);
  const endsMs = monotonicMs() + smallLimit.windowSeconds * 1000;
  await cloudflare.forget();
  await change(site, first);
  // The others come once the operator knows: a call that is on its way already cannot be called back.
  await eventually(async () => (await cloudflare.timedCalls()).some(({ status }) => status === 429), {
    until: 'the operator is refused',
  });
  await sleep(readingMs);
  await concurrently(others, requestsAtOnce, async (name) => change(site, name));
  await sleep(endsMs - monotonicMs());
  const [refused, ...late] = (await cloudflare.timedCalls()).filter(({ arrivedMs }) => arrivedMs < endsMs);
  await untilAllChanged(cloudflare.admin, site);
  return {
    measured: count(late.length, 'call'),
    isMet: late.length === 0,
    details: {
      windowSeconds: smallLimit.windowSeconds,
      secondsAfterTheRefusal: late.map(({ arrivedMs }) => (arrivedMs - (refused?.arrivedMs ?? 0)) / 1000),
      allToldSecondsAfterTheWindow: (monotonicMs() - endsMs) / 1000,
    },
  };
}

const change = async ({ objects }: Site, name: string): Promise<unknown> =>
  objects.patch('Secret', name, { data: { value: Buffer.from(secondValue).toString('base64') } });

/** The first refusal begins the window. */
async function exhaust(baseUrl: string, { account }: Site): Promise<void> {
  const headers = { authorization: `Bearer ${account.token}` };
  let status = 200;
  while (status !== 429) {
    const response = await fetch(`${baseUrl}/accounts/${account.id}/secrets_store/quota`, { headers });
    await response.arrayBuffer();
    ({ status } = response);
  }
}

const untilAllChanged = async (admin: Stage['cloudflare']['admin'], { account }: Site): Promise<unknown> =>
  eventually(
    async () =>
      (await admin.secrets(account.id, storeName)).filter(({ value }) => value === secondValue).length === resources,
    { until: 'every change is at Cloudflare', timeoutMs: 60_000 },
  );
