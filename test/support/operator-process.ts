import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inject, onTestFinished } from 'vitest';
import { nodeEnvironment, nodeFlags } from '../../tools/node-flags.ts';
import { eventually } from './eventually.ts';
import type { Scenario } from './operator-harness.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

let building: Promise<unknown> | undefined;

interface ProcessOptions {
  /** By which it reaches the API server; that of the run unless given. */
  readonly kubeconfigPath?: string;
  /** Further environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further flags of Node's. */
  readonly node?: readonly string[];
  /** Further flags of the operator's. */
  readonly flags?: readonly string[];
  /** In place of those by which it looks after the scenario's namespace alone, under the cluster's name `test`. */
  readonly args?: readonly string[];
  /** What is waited for: that its caches are filled, unless given. */
  readonly until?: 'Starting' | 'Filled' | 'Leading' | 'StandingBy';
}

/** For an operator that is killed and started again: the lease of the dead one would have to run out first. */
export const alone = ['--leader-elect=false'] as const;

/** The message of the log's first line that shows it. */
const signs = {
  Starting: 'starting',
  Filled: 'caches are filled',
  Leading: 'leading',
  StandingBy: 'another operator leads; standing by',
} as const;

/** What a test needs to see of it. */
const observed = { 'metrics-port': '0', 'health-port': '0', 'log-level': 'debug', 'log-format': 'json' };

const argsFor = (namespace: string): readonly string[] => [`--watch-namespaces=${namespace}`, '--cluster-name=test'];

/**
 * The operator as it is shipped, in a process of its own, for a scenario that has no other one (`operator: 'Later'`). The
 * bundle is built when it is first needed. The process is killed when the test ends.
 */
export async function startOperatorProcess(
  { namespace, baseUrl }: Pick<Scenario, 'namespace' | 'baseUrl'>,
  {
    kubeconfigPath = inject('kubeconfigPath'),
    until = 'Filled',
    args = argsFor(namespace),
    environment,
    node = [],
    flags = [],
  }: ProcessOptions = {},
) {
  building ??= run(process.execPath, [join(root, 'tools', 'build.ts')], { cwd: root });
  await building;
  const place = { kubeconfig: kubeconfigPath, 'cloudflare-api-url': baseUrl };
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      ...node,
      join(root, 'dist', 'main.mjs'),
      'run',
      ...args,
      ...Object.entries({ ...place, ...observed }).map(([flag, value]) => `--${flag}=${value}`),
      ...flags,
    ],
    // Nothing else of the user's environment: a token or a proxy there would change what is tested.
    {
      env: { PATH: process.env['PATH'], POD_NAMESPACE: namespace, ...nodeEnvironment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void lines.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => void lines.push(line));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await eventually(() => lines.some((line) => line.includes(`"msg":"${signs[until]}"`)), {
    until: `the operator says "${signs[until]}"`,
    explain: async () => lines.join('\n'),
  });
  const starting = lines.find((line) => line.includes(`"msg":"${signs.Starting}"`)) ?? '';
  const { metricsPort, healthPort } = JSON.parse(starting) as Readonly<Record<string, number>>;
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  return {
    pid: child.pid ?? 0,
    metricsUrl,
    /** Its exit code, once it has ended. */
    exitCode: async (): Promise<number | null> => {
      await ended;
      return child.exitCode;
    },
    /** Standard output and error so far. */
    lines: (): readonly string[] => lines,
    /** What it answers a probe: `200 ok`. */
    probe: async (path: 'livez' | 'readyz' | 'startupz'): Promise<string> => {
      const answer = await fetch(`http://127.0.0.1:${healthPort}/${path}`);
      return `${answer.status} ${(await answer.text()).trimEnd()}`;
    },
    /** What a scraper reads. */
    scrape: async (): Promise<string> => (await fetch(metricsUrl)).text(),
    /** What it holds of the machine's memory. */
    rssBytes: async (): Promise<number> => {
      const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(child.pid)]);
      return Number(stdout.trim()) * 1024;
    },
    /** Ends it by the signal, and gives its exit code: null where the signal was its end. */
    stop: async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
    /** It stands still until it is told to go on. */
    freeze: (): (() => void) => {
      child.kill('SIGSTOP');
      return () => void child.kill('SIGCONT');
    },
  };
}
