import { eventually } from '../../support/eventually.ts';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { accountId, storeName } from '../../support/sample-objects.ts';
import { type EndState, endStateOf } from './end-state.ts';
import { otherStoreName, seeds, tell } from './story.ts';
import { kubeTargetOf, type WritePoint, writePointsOf } from './write-points.ts';

interface Played {
  readonly endState: EndState;
  /** Every write that was made. */
  readonly points: readonly WritePoint[];
}

type Proxy = Awaited<ReturnType<typeof startKubeFaultProxy>>;
type OperatorProcess = Awaited<ReturnType<typeof startOperatorProcess>>;

/** To die and to be started again takes its time on a busy machine. */
const patienceMs = 90_000;

/** Renewed once an hour: how many renewals a run sees must not depend on how fast it is. */
const flags = ['--lease-seconds=3600'];

/** Tells the story in a place of its own, with an operator that nothing befalls. */
export async function playUndisturbed(): Promise<Played> {
  const { scenario, proxy, look, start } = await setPlace();
  const operator = await start();
  await tell(scenario);
  await untilQuiet(scenario, proxy);
  const endState = await look();
  const points = writePointsOf({
    calls: await scenario.admin.calls(),
    kubeWrites: proxy.writes(),
    namespace: scenario.namespace,
  });
  await operator.stop('SIGTERM');
  return { endState, points };
}

/**
 * Likewise, with one that is killed at this point and started again. Resolves when all is as it was to be, with whether the point
 * was met: of deletions that may travel together or alone, the next run has others. Rejects if it never is.
 */
export async function playWithCrash(point: WritePoint, wanted: EndState): Promise<'Met' | 'Unmet'> {
  const { scenario, proxy, look, start } = await setPlace();
  const hasStruck = await arm(point, { scenario, proxy });
  const untilAsWanted = async (): Promise<void> => {
    let found: EndState | undefined;
    const isAsWanted = async (): Promise<boolean> => {
      found = await look();
      return JSON.stringify(found) === JSON.stringify(wanted);
    };
    const explain = async (): Promise<string> => difference(found, wanted);
    await eventually(isAsWanted, { until: 'all is as without the crash', timeoutMs: patienceMs, explain });
    await untilQuiet(scenario, proxy);
    if (!(await isAsWanted())) throw new Error(`It did not last. ${await explain()}`);
  };

  const first = await start();
  let isOver = false;
  const outcome = eventually(async () => ((await hasStruck()) ? 'Met' : isOver && 'Unmet'), {
    until: 'the operator makes this write, or all is over',
    timeoutMs: 4 * patienceMs,
  });
  const restarted = outcome.then(async (met) => (met === 'Met' ? restart(first, { scenario, start }) : first));
  const told = tell(scenario)
    .then(untilAsWanted)
    .finally(() => (isOver = true));
  const [operator] = await Promise.all([restarted, told]);
  await untilAsWanted();
  await operator.stop('SIGTERM');
  return outcome;
}

interface Restarting {
  readonly scenario: Scenario;
  readonly start: () => Promise<OperatorProcess>;
}

async function restart(operator: OperatorProcess, { scenario, start }: Restarting): Promise<OperatorProcess> {
  await operator.stop('SIGKILL');
  await giveLeaseBack(scenario);
  return start();
}

async function setPlace() {
  const proxy = await startKubeFaultProxy();
  const account = { stores: [storeName, otherStoreName] };
  const scenario = await startScenario({ operator: 'Later', account, patienceMs });
  const seeded = await scenario.admin.seed(accountId, storeName, seeds);
  const start = async (): Promise<OperatorProcess> =>
    startOperatorProcess(scenario, { kubeconfigPath: proxy.kubeconfigPath, until: 'Starting', flags });
  return { proxy, scenario, start, look: async () => endStateOf(scenario, seeded) };
}

/** The other side falls silent at this write. Answers whether it has. */
async function arm(
  point: WritePoint,
  { scenario, proxy }: { readonly scenario: Scenario; readonly proxy: Proxy },
): Promise<() => Promise<boolean>> {
  const { side, kind, nth, moment } = point;
  if (side === 'Kubernetes') {
    const fault = moment === 'Before' ? 'silence' : 'silence after the work is done';
    proxy.failOnce(kubeTargetOf(point, scenario.namespace), fault, nth - 1);
    return async () => proxy.struck() > 0;
  }
  const when = moment === 'Before' ? 'before' : 'after';
  await scenario.admin.inject({ operation: kind, nth, action: { kind: 'hang', when } });
  return async () => (await scenario.admin.faults()).some(({ fired }) => fired > 0);
}

/** As if its time had run out: who is killed cannot give it back. */
async function giveLeaseBack({ read, patch }: Scenario): Promise<void> {
  const name = 'secrets-store-operator';
  if (await read('Lease', name)) await patch('Lease', name, { spec: { holderIdentity: '' } });
}

/** For a while nothing is written, to either side. */
async function untilQuiet({ admin }: Scenario, proxy: Proxy): Promise<void> {
  const quietMs = 1_500;
  let seen = { writes: -1, sinceMs: 0 };
  await eventually(
    async () => {
      const writes = proxy.writes().length + (await admin.calls()).filter(({ method }) => method !== 'GET').length;
      if (writes !== seen.writes) seen = { writes, sinceMs: performance.now() };
      return performance.now() - seen.sinceMs > quietMs;
    },
    { until: 'nothing is written any more', timeoutMs: patienceMs },
  );
}

/** The parts that differ, as they are and as they should be. */
function difference(found: EndState | undefined, wanted: EndState): string {
  const parts = (Object.keys(wanted) as (keyof EndState)[]).flatMap((part) => {
    const [is, should] = [found?.[part] ?? [], wanted[part]];
    const lacking = should.filter((one) => !is.some((other) => JSON.stringify(other) === JSON.stringify(one)));
    const excess = is.filter((one) => !should.some((other) => JSON.stringify(other) === JSON.stringify(one)));
    if (lacking.length + excess.length === 0) return [];
    return [`${part}: wanted ${JSON.stringify(lacking)}, found ${JSON.stringify(excess)}`];
  });
  return parts.join('\n');
}
