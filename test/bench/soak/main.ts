import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eventually } from '../../support/eventually.ts';
import { mebibytes } from '../amounts.ts';
import { monotonicMs } from '../monotonic-ms.ts';
import { startOperator } from '../operator.ts';
import { openSite, untilStoreReady } from '../site.ts';
import { setStage, type Stage } from '../stage.ts';
import { createChance } from './chance.ts';
import { strike, strikeOnceEach } from './faults.ts';
import { courseOf, type Sample, takeSample } from './samples.ts';
import { createUsers, type Users } from './users.ts';

/**
 * One operator, for hours, while users change things all the time and something goes wrong every few seconds. In the end everything
 * has to be at Cloudflare that users want, and the operator may hold no more than it did early on.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 120);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const pauseMs = { samples: 5_000, users: 150, faults: 6_000 };

interface Outcome {
  readonly samples: readonly Sample[];
  readonly strikes: number;
  readonly users: Users;
}

async function soak(atEnd: (stop: () => Promise<void>) => void): Promise<Outcome> {
  const stage = await setStage({ say, atEnd, profilesPath: undefined, scale: 1 });
  const chance = createChance(seed);
  const site = await openSite(stage);
  // Whoever loses the lease while the API server is away ends: others would go on, and here nobody would.
  const operator = startOperator(stage, { flags: ['--leader-elect=false'] });
  atEnd(operator.stop);
  await operator.untilWatching();
  await untilStoreReady(site);
  const users = await createUsers(stage, site, chance);
  await warmUp(stage, users);
  const beganMs = monotonicMs();
  const passedSeconds = (): number => (monotonicMs() - beganMs) / 1000;
  const isGoingOn = (): boolean => passedSeconds() < minutes * 60;
  const samples: Sample[] = [];
  let strikes = 0;

  const repeat = async (ms: number, work: () => Promise<void>): Promise<void> => {
    while (isGoingOn()) {
      await work();
      await sleep(ms);
    }
  };
  await Promise.all([
    repeat(pauseMs.samples, async () => {
      samples.push(await takeSample(operator.pid, passedSeconds()));
      if (samples.length % 12 === 0) say(describe(samples.at(-1)));
    }),
    repeat(pauseMs.users, users.act),
    repeat(pauseMs.faults, async () => {
      const what = await strike(stage, chance);
      strikes += 1;
      say(`${passedSeconds().toFixed(0)} s: ${what}`);
    }),
  ]);
  say('all is well from here on, and has to come to rest');
  await eventually(async () => (await users.differences()).length === 0, {
    until: 'Cloudflare has what users want',
    timeoutMs: 420_000,
    explain: async () => (await users.differences()).join(', '),
  });
  return { samples, strikes, users };
}

async function warmUp(stage: Stage, users: Users): Promise<void> {
  const over = new AbortController();
  const strikes = strikeOnceEach(stage).finally(() => over.abort());
  while (!over.signal.aborted) {
    await users.act();
    await sleep(pauseMs.users);
  }
  await strikes;
  say('each fault was there once; from here on, it is measured');
}

const describe = (sample: Sample | undefined): string =>
  sample === undefined
    ? 'nothing yet'
    : `${sample.atSeconds.toFixed(0)} s: ${mebibytes(sample.anonymousMiB)}, ${sample.fileHandles} file handles`;

/** Answers whether both are flat. */
function judge({ samples, strikes, users }: Outcome): boolean {
  const memory = courseOf(samples, 'anonymousMiB');
  const handles = courseOf(samples, 'fileHandles');
  process.stdout.write(
    [
      `${minutes} minutes, seed ${seed}: ${users.actions()} changes and ${strikes} faults; Cloudflare has what users want`,
      `anonymous memory: at most ${mebibytes(memory.middle)} in the second third, ${mebibytes(memory.last)} in the last: ${memory.isFlat ? 'flat' : 'NOT flat'}`,
      `file handles: at most ${handles.middle} in the second third, ${handles.last} in the last: ${handles.isFlat ? 'flat' : 'NOT flat'}`,
      '',
    ].join('\n'),
  );
  return memory.isFlat && handles.isFlat;
}

if (!(minutes >= 1 && minutes <= 1_440) || !Number.isInteger(seed)) {
  say('Usage: npm run soak -- [--minutes 1 to 1440, 120 unless given] [--seed a whole number]');
  process.exit(2);
}
const endings: (() => Promise<void>)[] = [];
const end = async (exitCode: number): Promise<never> => {
  await Promise.allSettled(endings.toReversed().map(async (stop) => stop()));
  process.exit(exitCode);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130));
say(`seed ${seed}`);
try {
  const isFlat = judge(await soak((stop) => void endings.push(stop)));
  await end(isFlat ? 0 : 1);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await end(1);
}
