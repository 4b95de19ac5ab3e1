import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ControlPlane } from '../../test/control-plane/control-plane.ts';
import type { Place } from './program.ts';

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Resolves whatever the exit code is. */
export type Kubectl = (args: readonly string[]) => Promise<Printed>;

/**
 * The real kubectl, as administrator, with a home of its own. Like the servers, it leads a group of its own: Ctrl-C ends it
 * by way of the guard, before the folder goes in which it keeps its cache.
 */
export function openKubectl({ kubectlPath = 'kubectl', kubeconfigPath }: ControlPlane, place: Place): Kubectl {
  const { directory, guard, signal } = place;
  return async (args) => {
    signal.throwIfAborted();
    const child = spawn(kubectlPath, args, {
      env: { PATH: process.env['PATH'], HOME: directory, KUBECONFIG: kubeconfigPath },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) guard.add(child.pid);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (child.pid !== undefined) guard.release(child.pid);
    signal.throwIfAborted();
    return { stdout, stderr, exitCode: typeof exitCode === 'number' ? exitCode : 1 };
  };
}
