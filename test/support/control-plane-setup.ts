import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../control-plane/control-plane.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { installCrds } from './crds.ts';

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

function say(line: string): void {
  process.stderr.write(`[control plane] ${line}\n`);
}
