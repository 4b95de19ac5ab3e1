import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import { eventually } from '../../support/eventually.ts';
import { count, number } from '../amounts.ts';
import { countByVerb, untilQuiet } from '../first-sync.ts';
import { followOperator } from '../operator.ts';
import type { Measurement, Row } from '../row.ts';
import type { Site } from '../site.ts';
import type { Stage } from '../stage.ts';
import { countWrites } from '../writes.ts';

export const row: Row = {
  name: 'An hour at rest with these, of two resync periods: writes, and calls to Cloudflare in all',
  target: '0 writes; 1 listing and 1 quota a period',
  externalSecrets: '1,200 writes',
};

const periodSeconds = 10;
const periods = 2;
/** At the default period of five minutes. */
const periodsAnHour = 12;

/** With a short period, as two of the default one would be longer than the whole bench. */
export async function measureAtRest(stage: Stage, { objects }: Site): Promise<Measurement> {
  const { cloudflare } = stage;
  await objects.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds: periodSeconds } });
  await untilQuiet(cloudflare);
  await nextListing(cloudflare);
  await untilQuiet(cloudflare, 1_000);
  await cloudflare.forget();
  const audit = await followOperator(stage);
  await sleep(periods * periodSeconds * 1000);
  await untilQuiet(cloudflare, 1_000);
  const calls = await cloudflare.loggedCalls();
  const requests = await audit.requests();
  const writes = countWrites(requests, await cloudflare.timedCalls());
  const listings = countListings(calls);
  const quotas = calls.filter(({ operation }) => operation === 'quota.get');
  const anHour = (counted: number): number => (counted / periods) * periodsAnHour;
  const writesAnHour = anHour(writes.kubernetes + writes.cloudflare);
  return {
    measured: `${count(writesAnHour, 'write')}, ${number(anHour(calls.length))} calls`,
    isMet: writesAnHour === 0 && listings <= periods && quotas.length <= periods,
    details: {
      periods,
      periodSeconds,
      writes,
      listings,
      quotas: quotas.length,
      cloudflareCalls: await cloudflare.countCalls(),
      kubeRequests: countByVerb(requests),
    },
  };
}

/** A listing reads its last page once, and others perhaps twice. */
function countListings(calls: readonly LoggedCall[]): number {
  const pages = calls
    .filter(({ operation }) => operation === 'secrets.list')
    .map(({ query = '' }) => Number(new URLSearchParams(query).get('page') ?? 1));
  const last = Math.max(...pages);
  return pages.filter((page) => page === last).length;
}

/** Until a listing has begun: from its end, two periods hold two more. */
async function nextListing(cloudflare: Stage['cloudflare']): Promise<void> {
  await cloudflare.forget();
  await eventually(async () => (await cloudflare.timedCalls()).length > 0, {
    until: 'the store is listed again',
    timeoutMs: 2_000 * periodSeconds,
  });
}
