import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { type HelmName, openHelm } from '../helm/helm.ts';
import { kubeClient } from './kube-client.ts';
import { kubeObjects } from './kube-objects.ts';
import { chartPath, namespaceOfChart } from './rendered-chart.ts';

export type ChartCluster = Awaited<ReturnType<typeof startChartCluster>>;

/** A control plane of its own, on which nothing is installed, and a Helm for it: a chart's CRDs and roles are the whole cluster's. */
export async function startChartCluster(
  helmName: HelmName,
  { auditsWatches = false }: { readonly auditsWatches?: boolean } = {},
) {
  const plane = await startControlPlane({ controllers: true, kubectl: true, auditsWatches });
  const helm = await openHelm(helmName, plane.kubeconfigPath);
  const client = kubeClient(plane.kubeconfigPath);
  const kubectl = async (args: readonly string[], stdin = ''): Promise<string> => {
    const { exitCode, stdout, stderr } = await plane.kubectl(args, { stdin });
    if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
    return stdout;
  };
  return {
    plane,
    helm,
    kubectl,
    /** What tests do with objects of a namespace, and of the cluster. */
    objectsOf: (namespace: string) => kubeObjects(client, namespace),
    /** `helm install` or `helm upgrade` of the chart, with what the docs say and these values; gives what it prints. */
    helmDo: async (verb: 'install' | 'upgrade', values: object = {}): Promise<string> => {
      const name = ['secrets-store-operator', chartPath, '--namespace', namespaceOfChart];
      const creating = verb === 'install' ? ['--create-namespace'] : [];
      const given = Object.keys(values).length === 0 ? [] : ['--values', '-'];
      return helm.ok([verb, ...name, ...creating, ...given], JSON.stringify(values));
    },
    /** The path of a kubeconfig by which a program is that service account, with a token as a pod gets it. */
    kubeconfigOf: async (namespace: string, serviceAccount: string): Promise<string> => {
      const token = (await kubectl(['create', 'token', serviceAccount, '--namespace', namespace])).trim();
      const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--output=json'])) as object;
      const path = join(plane.directory, `${namespace}.${serviceAccount}.kubeconfig`);
      await writeFile(path, stringify({ ...config, users: [{ name: 'admin', user: { token } }] }), { mode: 0o600 });
      return path;
    },
    /** A folder with kubectl and helm in it, for the PATH of a shell. */
    programs: async (): Promise<string> => {
      const folder = join(plane.directory, 'programs');
      await mkdir(folder);
      await symlink(plane.kubectlPath ?? '', join(folder, 'kubectl'));
      await symlink(helm.path, join(folder, 'helm'));
      return folder;
    },
    close: async (): Promise<void> => {
      await helm.close();
      await plane.stop();
    },
  };
}
