import { inject } from 'vitest';
import { type Ended, runProgram } from './run-program.ts';

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
  return runProgram(['inventory', ...cluster, ...cloudflare, ...args]);
}
