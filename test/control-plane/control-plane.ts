import { mkdtemp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApiServer } from './api-server.ts';
import { findOrBuildBinaries } from './binaries.ts';
import type { BinaryName } from './binaries.ts';
import { startControllerManager } from './controller-manager.ts';
import { compactEtcd, startEtcd } from './etcd.ts';
import { guardDirectory } from './guard.ts';
import type { Guard } from './guard.ts';
import { writeKubeconfigs } from './kubeconfig.ts';
import { runClient } from './run-client.ts';
import type { ClientResult } from './run-client.ts';
import { killServer } from './server-process.ts';
import { createTokens } from './tokens.ts';

export interface ControlPlaneOptions {
  /** Garbage collection and the end of deleted namespaces, by kube-controller-manager. */
  readonly controllers?: boolean;
  /** Whether `kubectl` will be called. */
  readonly kubectl?: boolean;
  /** As `namespace/name`: those that `userKubeconfig` can be asked for. */
  readonly serviceAccounts?: readonly string[];
  /** Watches are in the audit log too, each when it ends. */
  readonly auditsWatches?: boolean;
  /** Where the temporary folder is made: the system's place unless given. Short, since a socket lies in it. */
  readonly directory?: string;
  readonly onProgress?: (line: string) => void;
}

export interface ControlPlane {
  readonly server: string;
  /** PEM, verifies the server. */
  readonly caPath: string;
  /** Holds everything of this control plane, also `<name>.log` of each process. Removed at the end. */
  readonly directory: string;
  /** Of a member of system:masters. */
  readonly kubeconfigPath: string;
  readonly adminKubeconfig: string;
  /** The API server's audit log: a line of JSON for each request that was answered, watches apart unless asked for. */
  readonly auditLogPath: string;
  /** There if `kubectl` was asked for. */
  readonly kubectlPath: string | undefined;
  /** As of now: a restart changes them. */
  readonly pids: Readonly<Partial<Record<BinaryName, number>>>;
  /** The path of a kubeconfig that acts as a service account, whether that exists or not. */
  readonly userKubeconfig: (user: { readonly serviceAccount: string }) => string;
  /** As admin, unless the arguments name another kubeconfig. Resolves whatever the exit code is. */
  readonly kubectl: (args: readonly string[], options?: { readonly stdin?: string }) => Promise<ClientResult>;
  /** Kills the API server, runs `whileDown`, starts it with the same data, port and certificate; resolves when ready. */
  readonly restartApiServer: (whileDown?: () => Promise<void>) => Promise<void>;
  /** Freezes the API server: connections stay open and nobody answers. */
  readonly pause: () => void;
  readonly resume: () => void;
  /**
   * Makes etcd forget every revision but the newest. The API server still answers older ones from its watch cache; after
   * a `restartApiServer()` it says 410 to watches and to `continue` tokens from before.
   */
  readonly compactEtcd: () => Promise<void>;
  /** Ends every process and removes the folder. The end of this process, however it comes, does the same. */
  readonly stop: () => Promise<void>;
}

/** Resolves when the API server is ready; rejects with the end of the guilty log, and leaves nothing behind then. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { onProgress = () => undefined } = options;
  const binaries = await findOrBuildBinaries(wantedBinaries(options), { onProgress });
  const directory = await mkdtemp(join(await realpath(options.directory ?? tmpdir()), 'control-plane-'));
  const guard = guardDirectory(directory);
  try {
    return await boot({ binaries, directory, guard, options });
  } catch (error) {
    await guard.end();
    throw error;
  }
}

function wantedBinaries({ controllers = false, kubectl = false }: ControlPlaneOptions): BinaryName[] {
  const names: BinaryName[] = ['etcd', 'kube-apiserver'];
  if (controllers) names.push('kube-controller-manager');
  if (kubectl) names.push('kubectl');
  return names;
}

interface Boot {
  readonly binaries: Readonly<Record<BinaryName, string>>;
  readonly directory: string;
  readonly guard: Guard;
  readonly options: ControlPlaneOptions;
}

async function boot({ binaries, directory, guard, options }: Boot): Promise<ControlPlane> {
  const place = { directory, guard };
  const tokens = createTokens(options.serviceAccounts ?? []);
  const etcd = await startEtcd({ ...place, path: binaries.etcd });
  const { auditsWatches = false } = options;
  let apiServer = await startApiServer({ ...place, path: binaries['kube-apiserver'], tokens, auditsWatches });
  const { url: server, caPath, auditLogPath } = apiServer;
  const kubeconfigs = await writeKubeconfigs({ directory, server, caPath }, tokens);
  const kubeconfigPath = kubeconfigs.adminPath;
  const others = [etcd];
  if (options.controllers) others.push(startControllerManager({ ...place, path: binaries['kube-controller-manager'] }));
  const kubectlPath = options.kubectl ? binaries.kubectl : undefined;

  return {
    server,
    caPath,
    directory,
    kubeconfigPath,
    adminKubeconfig: await readFile(kubeconfigPath, 'utf8'),
    auditLogPath,
    kubectlPath,
    get pids() {
      return Object.fromEntries([...others, apiServer.process].map(({ name, pid }) => [name, pid]));
    },
    userKubeconfig({ serviceAccount }) {
      const path = kubeconfigs.serviceAccountPaths.get(serviceAccount);
      if (path === undefined)
        throw new Error(`No token for ${serviceAccount}: name it in startControlPlane({ serviceAccounts })`);
      return path;
    },
    async kubectl(args, { stdin = '' } = {}) {
      if (kubectlPath === undefined)
        throw new Error('No kubectl here: ask for it by startControlPlane({ kubectl: true })');
      return runClient(args, { path: kubectlPath, kubeconfigPath, directory, stdin });
    },
    async restartApiServer(whileDown) {
      await killServer(apiServer.process, guard);
      await whileDown?.();
      apiServer = await apiServer.startAgain();
    },
    pause: () => void apiServer.process.child.kill('SIGSTOP'),
    resume: () => void apiServer.process.child.kill('SIGCONT'),
    compactEtcd: () => compactEtcd(directory),
    async stop() {
      await Promise.all([...others, apiServer.process].map((server) => killServer(server, guard)));
      await guard.end();
    },
  };
}
