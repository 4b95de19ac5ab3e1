import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OwnError } from '../../src/runtime/own-error.ts';
import { describeMachine, type Machine } from './machine.ts';
import { measureAll, Results } from './measure.ts';
import { help, type Options, readOptions } from './options.ts';
import { rowsInOrder, scenarios } from './scenarios.ts';
import { setStage } from './stage.ts';
import { markdownTable, textTable } from './table.ts';

/**
 * With the seconds of start and end, ten minutes, and fifteen with what runs on request alone; without those that it may take to build
 * the Kubernetes servers once.
 */
const longestMs = { usual: 580_000, onRequest: 880_000 };
/** From 128, a shell counts what was ended by a signal. */
const interruptedExitCode = 130;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Resolves with the exit code. Whatever happens, nothing is left running when it does. */
async function bench(options: Options): Promise<number> {
  const chosen = scenarios.filter(({ name, isOnRequest = false }) =>
    options.only.length === 0 ? !isOnRequest : options.only.includes(name),
  );
  const rows = rowsInOrder.filter((row) => chosen.some((scenario) => scenario.rows.includes(row)));
  const results = new Results();
  const endings: (() => Promise<void>)[] = [];
  const interrupted = interruption();
  try {
    const setting = {
      say,
      profilesPath: options.profilesPath,
      scale: options.scale,
      atEnd: (stop: () => Promise<void>) => endings.push(stop),
    };
    const stage = await Promise.race([setStage(setting), interrupted]);
    if (stage === 'Interrupted') return interruptedExitCode;
    const machine = await describeMachine(stage);
    const isOnRequest = chosen.some((scenario) => scenario.isOnRequest);
    const patienceMs = longestMs[isOnRequest ? 'onRequest' : 'usual'];
    const ended = await Promise.race([measureAll(chosen, stage, results), interrupted, timeIsUp(patienceMs)]);
    if (ended === 'Interrupted') return interruptedExitCode;
    return await show(options, { machine, results: results.of(rows), courses: results.courses });
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  } finally {
    await Promise.allSettled(endings.toReversed().map(async (stop) => stop()));
  }
}

interface Findings {
  readonly machine: Machine;
  readonly results: ReturnType<Results['of']>;
  readonly courses: Results['courses'];
}

async function show({ format, jsonPath }: Options, { machine, results, courses }: Findings): Promise<number> {
  const lines = format === 'Markdown' ? markdownTable(results) : textTable(results);
  process.stdout.write(`${lines.join('\n')}\n`);
  await mkdir(dirname(jsonPath), { recursive: true });
  await writeFile(jsonPath, `${JSON.stringify({ machine, results, courses }, undefined, 2)}\n`);
  const { cores, processor, memoryGiB, node, kubernetes } = machine;
  say(`${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, Kubernetes ${kubernetes}`);
  say(`Every figure is in ${jsonPath}`);
  return results.some((result) => 'failure' in result) ? 1 : 0;
}

const interruption = async (): Promise<'Interrupted'> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('Interrupted'));
  });

const timeIsUp = async (ms: number): Promise<'TimeIsUp'> =>
  new Promise((resolve) => {
    setTimeout(() => resolve('TimeIsUp'), ms).unref();
  });

function readOptionsOrExit(): Options {
  try {
    return readOptions(
      process.argv.slice(2),
      scenarios.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof OwnError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

const options = readOptionsOrExit();
if (options.help) process.stdout.write(`${help}\n`);
else process.exit(await bench(options));
