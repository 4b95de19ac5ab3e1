import { failed, type Result, success } from '../../../src/core/result.ts';
import { runCommand } from '../run-command.ts';
import { startDaemon } from './daemon.ts';

/** A Docker daemon that answers. */
export interface Docker {
  /** As DOCKER_HOST takes it; undefined where the client finds it by itself. */
  readonly host: string | undefined;
  /** `Machine`: one that was there, with a network and registries. `Ours`: one without them, whose containers share the machine's network. */
  readonly origin: 'Machine' | 'Ours';
  /** What the client says; throws what it complains of. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The daemon of this machine, else one that is started here, and installed before where that can be; or why there is none. */
export async function openDocker(): Promise<Result<Docker, string>> {
  if (process.platform !== 'linux') return failed('containers share the network of their machine on Linux alone');
  const found = await runCommand('docker', ['version', '--format', '{{.Server.Version}}']);
  if (found.exitCode === 0) {
    return success({ host: process.env['DOCKER_HOST'], origin: 'Machine', docker: clientOf(), stop: leave });
  }
  const daemon = await startDaemon();
  if (!daemon.ok) return daemon;
  const { host, stop } = daemon.value;
  return success({ host, origin: 'Ours', docker: clientOf(host), stop });
}

/** It is not ours to stop. */
const leave = async (): Promise<void> => undefined;

/** Without buildx, which Debian's package has not. */
const clientOf =
  (host?: string) =>
  async (...args: readonly string[]): Promise<string> => {
    const env = { DOCKER_BUILDKIT: '0', ...(host !== undefined && { DOCKER_HOST: host }) };
    const { exitCode, stdout, output } = await runCommand('docker', args, { env });
    if (exitCode !== 0) throw new Error(`docker ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    return stdout;
  };
