import { startServer } from './server-process.ts';
import type { ServerCommand, ServerProcess } from './server-process.ts';

/**
 * Garbage collection, the end of deleted namespaces, and roles that gather others: what the API server promises and leaves
 * to others. It acts a few seconds after it started, so nobody waits for it here.
 */
export function startControllerManager(command: Omit<ServerCommand, 'name' | 'arguments'>): ServerProcess {
  return startServer({
    ...command,
    name: 'kube-controller-manager',
    arguments: [
      '--kubeconfig=admin.kubeconfig',
      '--controllers=namespace-controller,garbage-collector-controller,clusterrole-aggregation-controller',
      '--leader-elect=false',
      '--secure-port=0',
    ],
  });
}
