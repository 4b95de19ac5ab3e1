import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { story } from '../../tools/demo/story.ts';
import { waitUntil } from '../control-plane/wait-until.ts';

const program = join(import.meta.dirname, '..', '..', 'tools', 'demo', 'main.ts');
const timeoutMs = 120_000;
/** Where the processes of others can be seen. */
const hasProc = existsSync('/proc/self/cwd');
/** Every file of the demo lies in it, and every process of the demo works in it. */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'demo-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('npm run demo', { timeout: timeoutMs }, () => {
  it('tells every step, exits with 0, and leaves no process and no file behind', async () => {
    const demo = startDemo();
    expect(await demo.exitCode, demo.output()).toBe(0);
    for (const { title, conclusion } of story) {
      expect(demo.output()).toContain(title);
      expect(demo.output()).toContain(`✓ ${conclusion}`);
    }
    expect(demo.output(), 'plain lines, as there is no terminal').not.toContain('\u001B');
    expect(demo.output()).not.toContain('Warning:');
    expect(demo.output()).toContain('app-keys   default   3/3      True    Synced');
    expect(demo.output()).toContain(`All ${story.length} steps were seen to happen, with 5 writes to Cloudflare`);
    await expectNothingLeft();
  });

  it('leaves everything running with --keep, says what to type, and removes it at Ctrl-C', async () => {
    const demo = startDemo('--keep');
    await demo.hasSaid('Ctrl-C here');
    const [, kubeconfig = ''] = /export KUBECONFIG=(\S+)/.exec(demo.output()) ?? [];
    const [, admin = ''] = /curl -s (\S+\/calls)/.exec(demo.output()) ?? [];
    expect(existsSync(kubeconfig)).toBe(true);
    expect((await fetch(admin)).status).toBe(200);
    if (hasProc) expect(workersIn(folder).length).toBeGreaterThanOrEqual(4);

    demo.child.kill('SIGINT');
    expect(await demo.exitCode).toBe(0);
    await expect(fetch(admin)).rejects.toThrow('fetch failed');
    await expectNothingLeft();
  });

  it('ends and removes everything at Ctrl-C while it is still getting ready', async () => {
    const demo = startDemo();
    await waitUntil(async () => (await readdir(folder)).some((name) => name.startsWith('control-plane-')), {
      until: 'the control plane boots',
      timeoutMs,
    });
    demo.child.kill('SIGINT');
    expect(await demo.exitCode).toBe(130);
    await expectNothingLeft();
  });

  it.runIf(hasProc)('exits with 1 and shows the last state when the operator does not do its part', async () => {
    const demo = startDemo();
    await demo.hasSaid('operator, watching');
    for (const pid of workersIn(folder).filter((pid) => commandOf(pid).includes('main.mjs run'))) {
      process.kill(pid, 'SIGKILL');
    }
    expect(await demo.exitCode).toBe(1);
    expect(demo.output()).toContain('The last state');
    expect(demo.output()).toContain('✗ "run" has ended by SIGKILL');
    await expectNothingLeft();
  });

  it('refuses an unknown option by one line and exit code 2', async () => {
    const demo = startDemo('--fast');
    expect(await demo.exitCode).toBe(2);
    expect(demo.output()).toBe("Unknown option '--fast'; the demo knows --keep and --help\n");
  });
});

interface Demo {
  readonly child: ChildProcess;
  /** Both streams so far. */
  readonly output: () => string;
  readonly exitCode: Promise<unknown>;
  readonly hasSaid: (words: string) => Promise<void>;
}

function startDemo(...options: readonly string[]): Demo {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [program, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  return {
    child,
    output: () => output,
    exitCode: once(child, 'close').then(([code]: unknown[]) => code),
    hasSaid: async (words) =>
      waitUntil(async () => output.includes(words), {
        until: `the demo says "${words}"`,
        timeoutMs,
        explain: async () => output,
      }),
  };
}

/** What a watchdog has to do comes moments after the end of the demo. */
async function expectNothingLeft(): Promise<void> {
  await waitUntil(async () => (await readdir(folder)).length === 0 && workersIn(folder).length === 0, {
    until: 'every process has ended and every file is removed',
    timeoutMs: 10_000,
    explain: async () => [...(await readdir(folder)), ...workersIn(folder).map(commandOf)].join('\n'),
  });
}

function workersIn(directory: string): readonly number[] {
  if (!hasProc) return [];
  return processIds().filter((pid) => readOrNothing(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(directory));
}

const processIds = (): readonly number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const commandOf = (pid: number): string =>
  readOrNothing(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');

/** A process may end while it is looked at. */
function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
