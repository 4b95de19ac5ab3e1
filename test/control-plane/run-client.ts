import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ClientResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface ClientCall {
  readonly path: string;
  readonly kubeconfigPath: string;
  /** Becomes its HOME, where it keeps what it discovered: the user's own settings and cache stay out of it. */
  readonly directory: string;
  readonly stdin?: string;
}

/** Runs kubectl, or another program that talks to the API server. Resolves whatever the exit code is. */
export async function runClient(args: readonly string[], call: ClientCall): Promise<ClientResult> {
  const child = spawn(call.path, args, {
    env: { PATH: process.env['PATH'], HOME: call.directory, KUBECONFIG: call.kubeconfigPath },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // One that ends without reading all of stdin says why on stderr.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.stdin ?? '');
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exitCode: typeof exitCode === 'number' ? exitCode : 1 };
}
