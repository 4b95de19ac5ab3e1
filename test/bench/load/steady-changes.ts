import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { storeName } from '../../support/sample-objects.ts';
import type { TimedCall } from '../cloudflare-process.ts';
import { untilQuiet } from '../first-sync.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { remoteNameOf, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';

/** A Secret that is synced, with the site that it belongs to. */
export interface Changeable {
  readonly site: Site;
  readonly name: string;
}

interface Changed extends Changeable {
  readonly changedMs: number;
}

interface Sent {
  readonly changed: readonly Changed[];
  /** How many there really were. */
  readonly perSecond: number;
}

export interface ChangesTold {
  /** From just before each change was sent until its PATCH was at Cloudflare. */
  readonly latenciesMs: readonly number[];
  readonly perSecond: number;
}

/** Changes each of these once, so many a second, whatever becomes of those before. Resolves when the last one has been sent. */
export async function changeAtRate(
  { cloudflare }: Stage,
  each: readonly Changeable[],
  perSecond: number,
): Promise<Sent> {
  await cloudflare.forget();
  const beganMs = monotonicMs();
  const changes = each.map(async (one, index) => {
    await sleep(Math.max(0, beganMs + (index * 1000) / perSecond - monotonicMs()));
    const changedMs = monotonicMs();
    const value = Buffer.from(`value as of ${changedMs}`).toString('base64');
    await one.site.objects.patch('Secret', one.name, { data: { value } });
    return { ...one, changedMs };
  });
  const changed = await Promise.all(changes);
  return { changed, perSecond: (each.length * 1000) / (monotonicMs() - beganMs) };
}

/** Resolves when Cloudflare has been told of every change. */
export async function untilTold(stage: Stage, { changed, perSecond }: Sent): Promise<ChangesTold> {
  const { cloudflare } = stage;
  const nameOf = await namesById(stage, [...new Set(changed.map(({ site }) => site))]);
  let arrivals = new Map<string, number>();
  await eventually(
    async () => {
      await untilQuiet(cloudflare, 1_000);
      arrivals = firstPatches(await cloudflare.timedCalls(), nameOf);
      return changed.every((one) => arrivals.has(keyOf(one)));
    },
    { until: `${changed.length} changes have been told`, timeoutMs: 120_000 },
  );
  return { perSecond, latenciesMs: changed.map((one) => (arrivals.get(keyOf(one)) ?? Number.NaN) - one.changedMs) };
}

/** `bench-1/APP_0001`. */
const keyOf = ({ site, name }: Changeable): string => `${site.namespace}/${remoteNameOf(name)}`;

/** These by the id at Cloudflare. */
async function namesById({ cloudflare }: Stage, sites: readonly Site[]): Promise<ReadonlyMap<string, string>> {
  const lists = sites.map(async ({ namespace, account }) =>
    (await cloudflare.admin.secrets(account.id, storeName)).map(
      ({ id, name }) => [id, `${namespace}/${name}`] as const,
    ),
  );
  return new Map((await Promise.all(lists)).flat());
}

function firstPatches(calls: readonly TimedCall[], nameOf: ReadonlyMap<string, string>): Map<string, number> {
  const first = new Map<string, number>();
  for (const { method, url, arrivedMs } of calls) {
    const name = method === 'PATCH' ? nameOf.get(url.slice(url.lastIndexOf('/') + 1)) : undefined;
    if (name !== undefined && !first.has(name)) first.set(name, arrivedMs);
  }
  return first;
}
