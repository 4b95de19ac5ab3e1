import { execFile } from 'node:child_process';
import { inject } from 'vitest';

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Site {
  /** Of the test's control plane, unless given. */
  readonly kubeconfigPath?: string;
  readonly namespace: string;
  readonly baseUrl: string;
}

/** Runs `secrets-store-operator inventory` as a process of its own. */
export async function inventory(
  { kubeconfigPath, namespace, baseUrl }: Site,
  ...args: readonly string[]
): Promise<Ended> {
  const cluster = ['--kubeconfig', kubeconfigPath ?? inject('kubeconfigPath'), '--namespace', namespace];
  const cloudflare = ['--cluster-name', 'test', '--cloudflare-api-url', baseUrl];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['src/main.ts', 'inventory', ...cluster, ...cloudflare, ...args],
      { env: { PATH: process.env['PATH'] } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}
