import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface KubectlCall {
  readonly path: string;
  readonly kubeconfigPath: string;
  /** Becomes its HOME, where it keeps what it discovered: the user's own settings and cache stay out of it. */
  readonly directory: string;
  readonly stdin?: string;
}

/** Resolves whatever the exit code is. */
export async function runKubectl(args: readonly string[], call: KubectlCall): Promise<KubectlResult> {
  const child = spawn(call.path, args, {
    env: { PATH: process.env['PATH'], HOME: call.directory, KUBECONFIG: call.kubeconfigPath },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A kubectl that ends without reading all of stdin says why on stderr.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.stdin ?? '');
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exitCode: typeof exitCode === 'number' ? exitCode : 1 };
}
