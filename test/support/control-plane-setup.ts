import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../control-plane/control-plane.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of an administrator. */
    readonly kubeconfigPath: string;
    readonly kubectlPath: string;
    /** The API server's URL. */
    readonly server: string;
    /** The API server's audit log. */
    readonly auditLogPath: string;
  }
}

const crdsDirectory = join(import.meta.dirname, '..', '..', 'crds');
let controlPlane: ControlPlane | undefined;

/** One control plane for the whole run, with our kinds installed: each test takes a namespace of its own. */
export async function setup(project: TestProject): Promise<void> {
  const startedAt = performance.now();
  controlPlane = await startControlPlane({ controllers: true, kubectl: true, onProgress: say });
  await installCrds(controlPlane);
  say(`Ready at ${controlPlane.server} after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  project.provide('kubeconfigPath', controlPlane.kubeconfigPath);
  project.provide('kubectlPath', controlPlane.kubectlPath ?? '');
  project.provide('server', controlPlane.server);
  project.provide('auditLogPath', controlPlane.auditLogPath);
}

export async function teardown(): Promise<void> {
  await controlPlane?.stop();
}

async function installCrds({ kubectl }: ControlPlane): Promise<void> {
  if (globSync('*.yaml', { cwd: crdsDirectory }).length === 0) return;
  for (const verb of [
    ['apply', '--server-side'],
    ['wait', '--for=condition=Established', '--timeout=30s'],
  ]) {
    const { exitCode, stderr } = await kubectl([...verb, '-f', crdsDirectory]);
    if (exitCode !== 0) throw new Error(`Cannot install the CRDs: kubectl ${verb[0]} -f crds/ failed:\n${stderr}`);
  }
}

function say(line: string): void {
  process.stderr.write(`[control plane] ${line}\n`);
}
