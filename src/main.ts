import { emulate } from './cli/emulator.ts';
import { emulatorOptions } from './cli/emulator-options.ts';
import { help } from './cli/help.ts';
import { inventory } from './cli/inventory.ts';
import { inventoryOptions } from './cli/inventory-options.ts';
import { planOptions } from './cli/plan-options.ts';
import { release } from './cli/release.ts';
import { readRelease } from './cli/release-options.ts';
import { run } from './cli/run.ts';
import { runOptions } from './cli/run-options.ts';
import { userAgent, version } from './cli/version.ts';
import { readConfig } from './config.ts';
import type { Result } from './core/result.ts';
import { connectToCluster } from './kube/connection.ts';
import { exitOnCrash } from './runtime/crash.ts';
import { describeError } from './runtime/describe-error.ts';
import { OwnError } from './runtime/own-error.ts';
import { listenForShutdown } from './runtime/shutdown.ts';

/** How long an orderly end may take: within the 30 seconds that Kubernetes gives a pod. */
const shutdownDeadlineMs = 20_000;

interface CommandLine {
  readonly verb: string;
  readonly args: readonly string[];
}

function commandLineOf(words: readonly string[]): CommandLine {
  const [first = 'run', ...others] = words;
  return first.startsWith('-') ? { verb: 'run', args: words } : { verb: first, args: others };
}

/** The first word is the verb, `run` where there is none; the rest are its options. */
async function main({ verb, args }: CommandLine): Promise<void> {
  if (args.includes('--help') || args.includes('-h') || verb === 'help') return print(help(verb));
  if (args.includes('--version') || verb === 'version') return print(version);
  switch (verb) {
    case 'run':
      return untilStopped(async (signal) => {
        process.exitCode = await run(readConfig(runOptions, { args, environment: process.env }), signal);
      });
    case 'plan': {
      const config = readConfig(planOptions, { args, environment: process.env });
      // It needs a parser that nobody else does: no other verb pays for it.
      const { plan } = await import('./cli/plan.ts');
      return untilStopped(async (signal) => void (process.exitCode = await plan(config, signal)));
    }
    case 'inventory': {
      const config = readConfig(inventoryOptions, { args, environment: process.env });
      return untilStopped(async (signal) => void (process.exitCode = await inventory(config, signal)));
    }
    case 'release':
      return untilStopped(async (signal) => tell(await releaseFrom(args, signal)));
    case 'emulator':
      return untilStopped(async (signal) => emulate(readConfig(emulatorOptions, { args, environment: {} }), signal));
    default:
      throw new OwnError(
        `There is no verb "${verb}"; there are run (the default), plan, inventory, release, emulator, version and help`,
      );
  }
}

async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const shutdown = listenForShutdown({
    deadlineMs: shutdownDeadlineMs,
    onDeadline: () => process.stderr.write('Some work did not end in time\n'),
  });
  try {
    await work(shutdown.signal);
  } finally {
    shutdown.finish();
  }
}

/** How long an operator may take to let go of something before the command does. */
const releasePatienceMs = 10_000;

async function releaseFrom(args: readonly string[], signal: AbortSignal): Promise<Result<readonly string[], string>> {
  const { target, config } = readRelease(args, process.env);
  const { kubeconfig } = config;
  const kube = connectToCluster({ userAgent, ...(kubeconfig !== undefined && { kubeconfigPath: kubeconfig }) });
  try {
    return await release(target, { kube, signal, patienceMs: releasePatienceMs });
  } finally {
    await kube.close();
  }
}

/** What went well to stdout; what did not is one line on stderr and exit code 1. */
function tell(told: Result<readonly string[], string>): void {
  if (told.ok) return print(told.value.join('\n'));
  process.stderr.write(`${told.failure}\n`);
  process.exitCode = 1;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

exitOnCrash({
  on: (event, listener) => process.on(event, listener),
  stderr: process.stderr,
  exit: (code) => process.exit(code),
});

const commandLine = commandLineOf(process.argv.slice(2));

/**
 * A mistake of the user's is one line on stderr and exit code 2; anything else is a bug of ours, and shows where it is. Of
 * plan, 2 says that something would change, so there every mistake is a 1.
 */
await main(commandLine).catch((error: unknown) => {
  const isOurs = error instanceof OwnError;
  process.stderr.write(`${isOurs ? error.message : JSON.stringify(describeError(error))}\n`);
  process.exitCode = isOurs && commandLine.verb !== 'plan' ? 2 : 1;
});
