import { setTimeout as sleep } from 'node:timers/promises';
import { countBy, type KubeRequest } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import type { Cloudflare } from './cloudflare.ts';
import type { TimedCall } from './cloudflare-process.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { processorSecondsOf } from './processor-time.ts';
import { followOperator } from './operator.ts';
import { applyResources, applySecrets, namesOf, type Site, untilAllReady, untilStoreReady } from './site.ts';
import type { Stage } from './stage.ts';

export interface FirstSync {
  readonly resources: number;
  /** From the first apply sent to the last one answered. */
  readonly applySeconds: number;
  /** From the last apply answered, all four: to the last create answered by Cloudflare, */
  readonly lastCreateSeconds: number;
  /** to the last call of any kind, listings that look for activation included, */
  readonly lastCallSeconds: number;
  /** and until a list shows every resource Ready. */
  readonly allReadySeconds: number;
  readonly cloudflareCalls: Readonly<Record<string, number>>;
  readonly kubeRequests: Readonly<Record<string, number>>;
  readonly kubeRequestCount: number;
  /** Used of the processors from the first apply to the last create. */
  readonly processorSeconds: Readonly<Record<'apiServer' | 'etcd', number>>;
}

/** What an operator that runs, with a store that is Ready, makes of so many new resources with one entry each. */
export async function syncAll(stage: Stage, site: Site, count: number): Promise<FirstSync> {
  const { cloudflare } = stage;
  const names = namesOf(count);
  await applySecrets(site, names);
  await untilStoreReady(site);
  await untilQuiet(cloudflare);
  await cloudflare.forget();
  const audit = await followOperator(stage);

  const usedBefore = await usedBy(stage);
  const beganMs = monotonicMs();
  await applyResources(site, names);
  const appliedMs = monotonicMs();
  await untilCreated(cloudflare, count);
  const used = await usedBy(stage);
  await untilAllReady(site, count);
  const readyMs = monotonicMs();
  await untilQuiet(cloudflare);

  const calls = await cloudflare.timedCalls();
  const requests = await audit.requests();
  const secondsUntil = (ms: number): number => (ms - appliedMs) / 1000;
  return {
    resources: count,
    applySeconds: (appliedMs - beganMs) / 1000,
    lastCreateSeconds: secondsUntil(lastAnswerMs(calls.filter(({ method }) => method === 'POST'))),
    lastCallSeconds: secondsUntil(lastAnswerMs(calls)),
    allReadySeconds: secondsUntil(readyMs),
    cloudflareCalls: await cloudflare.countCalls(),
    kubeRequests: countByVerb(requests),
    kubeRequestCount: requests.length,
    processorSeconds: { apiServer: used.apiServer - usedBefore.apiServer, etcd: used.etcd - usedBefore.etcd },
  };
}

async function usedBy({ controlPlane: { pids } }: Stage): Promise<FirstSync['processorSeconds']> {
  const [apiServer, etcd] = await Promise.all(
    (['kube-apiserver', 'etcd'] as const).map(async (name) => processorSecondsOf(pids[name] ?? 0)),
  );
  return { apiServer: apiServer ?? 0, etcd: etcd ?? 0 };
}

/** `{ 'patch secretsstoresecrets/status': 200 }`. */
export const countByVerb = (requests: readonly KubeRequest[]): Readonly<Record<string, number>> =>
  countBy(requests, ({ verb, resource }) => `${verb} ${resource}`);

const lastAnswerMs = (calls: readonly TimedCall[]): number =>
  Math.max(...calls.map(({ answeredMs }) => answeredMs ?? 0));

/** Asks the emulator for its log only when it has nothing else to do, lest the asking be what is measured. */
async function untilCreated(cloudflare: Cloudflare, count: number): Promise<void> {
  await eventually(
    async () => {
      await untilQuiet(cloudflare, 100);
      const calls = await cloudflare.loggedCalls();
      const creates = calls.filter(({ operation, status }) => operation === 'secrets.create' && status === 200);
      return creates.reduce((sum, { count: created = 0 }) => sum + created, 0) >= count;
    },
    { until: `Cloudflare has ${count} secrets`, timeoutMs: 400_000 },
  );
}

/** Until no call has come for so long: what follows a change comes within a second or two. */
export async function untilQuiet({ timedCalls }: Cloudflare, quietMs = 2_500): Promise<void> {
  let quietSinceMs = monotonicMs();
  for (let seen = -1; monotonicMs() - quietSinceMs < quietMs;) {
    const { length } = await timedCalls();
    if (length !== seen) [seen, quietSinceMs] = [length, monotonicMs()];
    await sleep(quietMs / 20);
  }
}
