import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { storeName } from '../../support/sample-objects.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { applyResources, applySecrets, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';

export interface Overtaking {
  /** From just before each new resource was sent until its POST was at Cloudflare. */
  readonly latenciesMs: readonly number[];
  /** Resyncs that had been done when the first of them was sent, and when the last one had been told. */
  readonly resyncs: Readonly<Record<'before' | 'after' | 'all', number>>;
}

const newcomers = 5;
const shortPeriodSeconds = 10;
const usualPeriodSeconds = 300;

/**
 * Somebody replaces every secret of these sites, so that the next listings find all of them different. While they are set right one by
 * one, new resources come.
 */
export async function overtakeResyncs(stage: Stage, sites: readonly Site[], secrets: number): Promise<Overtaking> {
  const { cloudflare } = stage;
  const [site] = sites;
  if (site === undefined) throw new Error('There is no site');
  const names = Array.from({ length: newcomers }, (_, index) => `new-${index}`);
  await applySecrets(site, names);
  await Promise.all(sites.map(async (one) => replaceAll(stage, one)));
  await cloudflare.forget();
  await setPeriods(sites, shortPeriodSeconds);
  const resyncsDone = async (): Promise<number> =>
    (await cloudflare.timedCalls()).filter(({ method }) => method === 'PATCH').length;
  await eventually(async () => (await resyncsDone()) > secrets / 20, {
    until: 'the resyncs are under way',
    timeoutMs: 120_000,
  });
  await setPeriods(sites, usualPeriodSeconds);
  const before = await resyncsDone();
  const latenciesMs: number[] = [];
  for (const name of names) {
    const told = cloudflare.nextCall('POST', site.account.id);
    const createdMs = monotonicMs();
    const [{ arrivedMs }] = await Promise.all([told, applyResources(site, [name])]);
    latenciesMs.push(arrivedMs - createdMs);
    await sleep(500);
  }
  return { latenciesMs, resyncs: { before, after: await resyncsDone(), all: secrets } };
}

/** With the same names, values and comments, but other ids. */
async function replaceAll({ cloudflare: { admin } }: Stage, { account }: Site): Promise<void> {
  const there = await admin.secrets(account.id, storeName);
  const seeds = there.map(({ name, value, scopes, comment }) => ({ name, value, scopes, comment: comment ?? '' }));
  await admin.seed(account.id, storeName, seeds);
}

const setPeriods = async (sites: readonly Site[], resyncPeriodSeconds: number): Promise<unknown> =>
  Promise.all(
    sites.map(async ({ objects }) => objects.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds } })),
  );
