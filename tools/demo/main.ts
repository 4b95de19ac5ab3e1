import { join } from 'node:path';
import { OwnError } from '../../src/runtime/own-error.ts';
import { showKeepsRunning, watchOver } from './keep.ts';
import { help, type Options, readOptions } from './options.ts';
import { perform } from './perform.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** From 128, a shell counts what was ended by a signal. */
const interruptedExitCode = 130;

/** Resolves with the exit code: 0 if every step was seen. Whatever happens, nothing is left running when it does. */
async function demo({ keep }: Options, terminal: Terminal): Promise<number> {
  const { line, paint } = terminal;
  const interruption = listenForInterruption();
  const endings: (() => Promise<void>)[] = [];
  const setting = { terminal, signal: interruption, atEnd: (stop: () => Promise<void>) => void endings.push(stop) };
  const interrupted = new Promise<'Interrupted'>((resolve) => {
    interruption.addEventListener('abort', () => resolve('Interrupted'));
  });
  try {
    const scene = await Promise.race([perform(setting), interrupted]);
    if (scene === 'Interrupted') return interruptedExitCode;
    if (keep) {
      showKeepsRunning(scene);
      await Promise.race([watchOver(scene), interrupted]);
    }
    return 0;
  } catch (error) {
    if (interruption.aborted) return interruptedExitCode;
    line(`${paint('red', '✗')} ${explain(error)}`);
    return 1;
  } finally {
    const task = terminal.begin('ending every process, removing every file');
    await Promise.allSettled(endings.toReversed().map(async (stop) => stop()));
    task.end();
    line(paint('dim', 'Every process of the demo has ended, and its files are removed.'));
  }
}

/** Ctrl-C reaches npm too, which sends it once more: only the first counts, the end is under way then. */
function listenForInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
  // Whoever reads along may close the pipe.
  process.stdout.on('error', () => interruption.abort());
  return interruption.signal;
}

/** Whatever has words of its own says what was awaited or could not be started; a TypeError is a bug of the demo, or of fetch. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof TypeError)) return error.message;
  return [error.stack ?? error.message, ...(error.cause instanceof Error ? [error.cause.message] : [])].join('\n');
}

function readOptionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OwnError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

const options = readOptionsOrExit();
if (options.help) {
  process.stdout.write(`${help}\n`);
} else {
  process.chdir(join(import.meta.dirname, '..', '..'));
  // A build or a boot that was interrupted may still be under way: what it has started ends with this process.
  process.exit(await demo(options, openTerminal(process.stdout, { noColor: Boolean(process.env['NO_COLOR']) })));
}
