import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, type Result, success } from '../../../src/core/result.ts';
import { guardDirectory } from '../../control-plane/guard.ts';
import { waitUntil } from '../../control-plane/wait-until.ts';
import { runCommand } from '../run-command.ts';

export interface Daemon {
  /** As DOCKER_HOST takes it. */
  readonly host: string;
  /** Ends it and its containers, and removes their data. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts dockerd with its data in a temporary folder and a socket of its own, and no network but the machine's: it needs
 * neither a bridge nor a rule of a firewall, and changes neither. It is the first process of a namespace of its own, so the kernel
 * ends its containers and undoes its mounts with it, however it ends. Gives why where that is not to be had here.
 */
export async function startDaemon(): Promise<Result<Daemon, string>> {
  if (process.getuid?.() !== 0) return failed('no Docker daemon answers, and starting one takes root');
  const missing = await install();
  if (missing !== undefined) return failed(`no Docker daemon answers, and ${missing}`);

  const directory = await mkdtemp(join(tmpdir(), 'dockerd-'));
  const guard = guardDirectory(directory);
  const host = `unix://${join(directory, 'docker.sock')}`;
  await writeFile(join(directory, 'daemon.json'), '{}');
  const logPath = join(directory, 'dockerd.log');
  const log = openSync(logPath, 'a');
  const args = [...ownNamespaces, 'dockerd', ...daemonArguments(directory, host)];
  const child = spawn('unshare', args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => undefined).unref();
  if (child.pid !== undefined) guard.add(child.pid);
  try {
    await waitUntil(() => answers(host, child.exitCode), { until: 'dockerd answers', timeoutMs: 60_000 });
    return success({ host, stop: async () => guard.end() });
  } catch {
    const said = (await readFile(logPath, 'utf8')).trimEnd().split('\n').slice(-3).join('\n');
    await guard.end();
    return failed(`no Docker daemon answers, and one that is started here does not begin:\n${said}`);
  }
}

const ownNamespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

const daemonArguments = (directory: string, host: string): readonly string[] => [
  `--host=${host}`,
  `--config-file=${join(directory, 'daemon.json')}`,
  `--data-root=${join(directory, 'data')}`,
  `--exec-root=${join(directory, 'exec')}`,
  `--pidfile=${join(directory, 'dockerd.pid')}`,
  '--bridge=none',
  '--iptables=false',
  '--ip6tables=false',
  '--ip-forward=false',
  '--ip-masq=false',
  '--userland-proxy=false',
];

async function answers(host: string, exitCode: number | null): Promise<boolean> {
  if (exitCode !== null) throw new Error(`it ended with ${exitCode}`);
  return (await runCommand('docker', ['--host', host, 'version'])).exitCode === 0;
}

/** Debian's package where dockerd is missing; gives what was in the way. It starts no service: `RUNLEVEL` tells it that the machine is not up. */
async function install(): Promise<string | undefined> {
  if ((await runCommand('dockerd', ['--version'])).exitCode === 0) return undefined;
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const args = ['install', '--yes', '--no-install-recommends', 'docker.io'];
  let installed = await runCommand('apt-get', args, { env });
  if (installed.exitCode === 127) return 'there is neither dockerd nor apt-get here';
  if (installed.exitCode !== 0) {
    await runCommand('apt-get', ['update']);
    installed = await runCommand('apt-get', args, { env });
  }
  return installed.exitCode === 0
    ? undefined
    : `apt-get cannot install docker.io: ${installed.output.split('\n').at(-1) ?? ''}`;
}
