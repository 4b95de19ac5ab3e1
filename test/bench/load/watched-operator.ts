import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { scraped } from '../../metrics/scraped.ts';
import { eventually } from '../../support/eventually.ts';
import { readMemory } from '../memory.ts';
import { type Operator, startOperator } from '../operator.ts';
import type { Stage } from '../stage.ts';
import type { HeldUp } from './event-loop-watch.ts';

export interface WatchedOperator extends Operator {
  /** How long its event loop was held up since the last time that this was asked. */
  readonly heldUp: () => Promise<HeldUp>;
  /** What a scraper reads, by series. */
  readonly scrape: () => Promise<ReadonlyMap<string, number>>;
  /** The most of anonymous memory, of two looks a second. */
  readonly mostAnonymousMiB: () => number;
}

const watchPath = fileURLToPath(new URL('./event-loop-watch.ts', import.meta.url));

/** Resolves once it has filled its caches. Stop it, or the looks at its memory go on. */
export async function startWatchedOperator(stage: Stage): Promise<WatchedOperator> {
  const operator = startOperator(stage, { node: [`--import=${watchPath}`], channel: 'Messages' });
  const heldUp = async (): Promise<HeldUp> => {
    const answer = once(operator.child, 'message', { signal: AbortSignal.timeout(60_000) });
    operator.child.send('How long?');
    const [told] = (await answer) as [HeldUp];
    return told;
  };
  const first = await eventually(async () => firstLine(await operator.output()), { until: 'the operator starts' });
  // Its program was read and compiled meanwhile, before there was anything to hold up.
  await heldUp();
  await operator.untilWatching();
  const { metricsPort } = JSON.parse(first) as Readonly<{ metricsPort: number }>;
  let most = 0;
  const looks = setInterval(() => {
    // It may have ended.
    void readMemory(operator.pid).then(
      ({ anonymousMiB }) => (most = Math.max(most, anonymousMiB)),
      () => undefined,
    );
  }, 500);
  return {
    ...operator,
    heldUp,
    scrape: async () => scraped(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()),
    mostAnonymousMiB: () => most,
    stop: async () => {
      clearInterval(looks);
      await operator.stop();
    },
  };
}

const firstLine = (output: string): string | undefined =>
  output.split('\n').find((line) => line.includes('"msg":"starting"') && line.endsWith('}'));

const valueOf = (series: ReadonlyMap<string, number>, name: string): number =>
  series.get(`secrets_store_operator_${name}`) ?? 0;

/** Until so many entries are in this state. It asks seldom, since every answer is work for what is being measured. */
export const untilEntries = async ({ scrape }: WatchedOperator, state: string, count: number): Promise<void> =>
  void (await eventually(
    async () => {
      await sleep(500);
      const ofState = [...(await scrape())].filter(([name]) => name.includes(`_entries{state="${state}"`));
      return ofState.reduce((sum, [, value]) => sum + value, 0) === count;
    },
    {
      until: `${count} entries are ${state}`,
      timeoutMs: 300_000,
      explain: async () => [...(await scrape())].filter(([name]) => /_entries|queue_keys/.test(name)).join('\n'),
    },
  ));

/** Until no key waits for a worker, and none is being processed. */
export const untilQueueEmpty = async ({ scrape }: WatchedOperator): Promise<void> =>
  void (await eventually(
    async () => {
      await sleep(100);
      const series = await scrape();
      const left = ['Waiting', 'Active'].map((state) =>
        valueOf(series, `queue_keys{queue="Resources",state="${state}"}`),
      );
      return left.every((keys) => keys === 0);
    },
    { until: 'the queue is empty', timeoutMs: 240_000 },
  ));
