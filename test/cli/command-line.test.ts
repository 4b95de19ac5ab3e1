import { execFile } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { help } from '../../src/cli/help.ts';
import { planOptions } from '../../src/cli/plan-options.ts';
import { runOptions } from '../../src/cli/run-options.ts';
import { version } from '../../src/cli/version.ts';
import { readConfig } from '../../src/config.ts';
import { startHttpServer } from '../../src/runtime/http-server.ts';
import { kubeconfigFor, writeTemporary } from '../kube/loopback-cluster.ts';

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Most of a second each on a machine of its own, and several start together. */
const timeout = 30_000;

/** Runs the program as a user does; none of these gets as far as a connection. */
const run = async (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const environment = { PATH: process.env['PATH'], HOME: '/nonexistent' };
    const child = execFile(process.execPath, ['src/main.ts', ...args], { env: environment }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });

describe.concurrent('a mistake is one line on stderr and exit code 2', { timeout }, () => {
  test.each([
    ['an unknown flag', ['--bogus'], "Unknown option '--bogus'; see --help for the options"],
    [
      'an unknown verb',
      ['deploy'],
      'There is no verb "deploy"; there are run (the default), plan, inventory, release, emulator, version and help',
    ],
    ['a release of nothing', ['release'], 'Usage: release NAMESPACE/NAME [--store]'],
    ['a release without a namespace', ['release', 'app'], 'Usage: release NAMESPACE/NAME [--store]'],
    ['a release with an unknown flag', ['release', 'shop/app', '--force'], "Unknown option '--force'"],
    ['a missing kubeconfig', ['--kubeconfig', '/nonexistent/config'], '/nonexistent/config'],
    [
      'a missing token file',
      ['--api-token-file', '/nonexistent/token'],
      'Cannot read the API token from /nonexistent/token: there is no such file; check --api-token-file',
    ],
    ['an inventory without a cluster', ['inventory', '--kubeconfig', '/nonexistent/config'], '/nonexistent/config'],
    ['half a global key', ['emulator', '--email', 'a@b'], '--email and --key belong together: give both or neither'],
  ])('%s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(message)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

test.each(['metrics', 'health'])('a port that is taken for %s is likewise a mistake', { timeout }, async (what) => {
  const other = await startHttpServer({ port: 0, pages: new Map(), onError: () => undefined });
  onTestFinished(other.close);
  const kubeconfigPath = await writeTemporary(JSON.stringify(kubeconfigFor('http://127.0.0.1:9')));
  const ports = { 'metrics-port': 0, 'health-port': 0, [`${what}-port`]: other.port };
  const flags = Object.entries(ports).map(([flag, port]) => `--${flag}=${port}`);
  const { exitCode, stdout, stderr } = await run(['--kubeconfig', kubeconfigPath, ...flags]);
  expect(stderr).toBe(
    `Cannot listen on port ${other.port} (EADDRINUSE); choose another --${what}-port, or 0 for any free one\n`,
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

describe.concurrent('a mistake in a plan is exit code 1, since 2 says that something would change', { timeout }, () => {
  test.each([
    ['an unknown flag', ['plan', '--bogus'], "Unknown option '--bogus'; see --help for the options"],
    [
      'a missing file',
      ['plan', '-f', '/nonexistent/app.yaml'],
      'Cannot read /nonexistent/app.yaml: there is no such file; check --file',
    ],
  ])('%s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(message)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });
});

describe.concurrent('a question is answered on stdout with exit code 0', { timeout }, () => {
  test('the version', async () => {
    expect(await run(['version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });

  test('the options of both verbs, with variable and default', async () => {
    const { exitCode, stdout } = await run(['help', 'all']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /--workers \(WORKERS\) +Resources that are read and decided upon at once; those that wait for Cloudflare do not count\. Default: 8/,
    );
    expect(stdout).toMatch(/--port +0 takes any free one\. Default: 8787/);
  });
});

test.each(['run', 'plan', 'inventory', 'release'])('the help of %s says what its exit codes mean', (verb) => {
  const [line = ''] = /^Exit code: .*$/m.exec(help(verb)) ?? [];
  for (const code of [' 0 ', ' 1 ', ' 2 ']) expect(line).toContain(code);
});

describe('a flag that repeats', () => {
  test('gives all that was given, in order, by its short name too', () => {
    const { file } = readConfig(planOptions, {
      args: ['-f', 'a.yaml', '--file=b.yaml,c.yaml', '-f', '-'],
      environment: {},
    });
    expect(file).toEqual(['a.yaml', 'b.yaml', 'c.yaml', '-']);
  });
});

describe('a value that does not fit is refused by the name under which it was given', () => {
  test.each([
    ['a word too many', ['now'], {}, "Unexpected argument 'now'"],
    ['a number out of bounds', ['--workers', '0'], {}, '--workers is "0"; it must be a whole number from 1 to 100'],
    ['a number that is none', ['--workers=many'], {}, '--workers is "many"; it must be a whole number from 1 to 100'],
    ['half a worker', ['--workers', '1.5'], {}, '--workers is "1.5"; it must be a whole number from 1 to 100'],
    ['a flag without its value', ['--workers'], {}, '--workers'],
    ['a variable', [], { WORKERS: '0' }, 'WORKERS is "0"; it must be a whole number from 1 to 100'],
    [
      'a word that is not offered',
      ['--log-level', 'loud'],
      {},
      '--log-level is "loud"; it must be one of error, warn, info, debug',
    ],
    ['a URL that is none', ['--cloudflare-api-url', 'cloudflare'], {}, 'must be an http or https URL'],
    [
      'a cluster name that would break the mark',
      ['--cluster-name', 'prod eu]'],
      {},
      '--cluster-name is "prod eu]"; it must be',
    ],
    [
      'a namespace that is none',
      ['--namespace', 'Shop'],
      {},
      '--namespace is "Shop"; it must be the name of a namespace',
    ],
  ])('%s', (_what, args, environment, message) => {
    expect(() => readConfig(runOptions, { args, environment })).toThrow(message);
  });

  test("the emulator's account", () => {
    expect(() => readConfig(emulatorOptions, { args: ['--account', 'mine'], environment: {} })).toThrow(
      '--account is "mine"; it must be 32 hex digits in lower case',
    );
  });
});
