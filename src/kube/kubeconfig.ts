import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { load } from 'js-yaml';
import { OwnError } from '../runtime/own-error.ts';
import { whyUnreadable } from '../runtime/why-unreadable.ts';
import { isRecord } from './kube-object.ts';

/** Where a pod finds its service account, by every kubelet's convention. */
const podTokenPath = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The configuration at the path, or at several, separated as in $PATH, as kubectl takes them; without a path, that of the
 * pod we run in, else the user's. It names a server and a user when it comes back. Throws an OwnError with one sentence
 * when there is none or it is unusable; what the file says is not quoted, since it holds credentials.
 */
export function loadKubeConfig(path: string | undefined): KubeConfig {
  if (path === undefined && isInPod()) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return config;
  }
  const paths = path === undefined ? [userPath()] : path.split(delimiter).filter((part) => part !== '');
  const [config = new KubeConfig(), ...others] = paths.map(readFile);
  try {
    for (const other of others) config.mergeConfig(other, true);
  } catch {
    throw new OwnError(`Cannot merge the kubeconfigs ${paths.join(', ')}: a name stands in more than one of them`);
  }
  return checked(config, paths.join(', '));
}

const isInPod = (): boolean => process.env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(podTokenPath);

function userPath(): string {
  const path = join(homedir(), '.kube', 'config');
  if (existsSync(path)) return path;
  throw new OwnError(
    `Cannot find a cluster: this is not a pod, and there is no kubeconfig at ${path}; give one by --kubeconfig`,
  );
}

function readFile(path: string): KubeConfig {
  const text = readText(path);
  const config = new KubeConfig();
  try {
    config.loadFromString(JSON.stringify(withTokenFiles(load(text), dirname(resolve(path)))));
  } catch {
    throw new OwnError(
      `Cannot use the kubeconfig ${path}: it is not YAML with clusters, contexts and users that have names`,
    );
  }
  config.makePathsAbsolute(dirname(resolve(path)));
  return config;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OwnError(`Cannot read the kubeconfig ${path}: ${whyUnreadable(error)}`);
  }
}

/** client-node 2.0.1 ignores a user's `tokenFile` (config_types.js, findToken), but knows the same as an auth provider. */
function withTokenFiles(json: unknown, folder: string): unknown {
  if (!isRecord(json)) throw new TypeError('not a mapping');
  if (!Array.isArray(json['users'])) return json;
  const users = json['users'].map((entry: unknown) => {
    if (!isRecord(entry) || !isRecord(entry['user'])) return entry;
    const { tokenFile, token: _, ...user } = entry['user'];
    if (typeof tokenFile !== 'string') return entry;
    const provider = { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } };
    return { ...entry, user: { ...user, 'auth-provider': provider } };
  });
  return { ...json, users };
}

function checked(config: KubeConfig, path: string): KubeConfig {
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new OwnError(`Cannot use the kubeconfig ${path}: its current context leads to no cluster`);
  if (config.getCurrentUser() === null) {
    throw new OwnError(`Cannot use the kubeconfig ${path}: its current context leads to no user`);
  }
  if (!URL.canParse(cluster.server)) throw new OwnError(`Cannot use the kubeconfig ${path}: its server is not a URL`);
  if (new URL(cluster.server).protocol === 'http:' && !cluster.skipTLSVerify) {
    throw new OwnError(
      `Cannot use the kubeconfig ${path}: its server is http, and insecure-skip-tls-verify is not set`,
    );
  }
  return config;
}
