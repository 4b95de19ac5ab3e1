import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Tokens } from './tokens.ts';

export interface KubeconfigPlace {
  readonly directory: string;
  readonly server: string;
  readonly caPath: string;
}

export interface Kubeconfigs {
  readonly adminPath: string;
  /** By `namespace/name`. */
  readonly serviceAccountPaths: ReadonlyMap<string, string>;
}

/** One file for each token: `admin.kubeconfig`, `<namespace>.<name>.kubeconfig`. */
export async function writeKubeconfigs(place: KubeconfigPlace, tokens: Tokens): Promise<Kubeconfigs> {
  const ca = await readFile(place.caPath, 'base64');
  const write = async (user: string, token: string): Promise<string> => {
    const path = join(place.directory, `${user}.kubeconfig`);
    await writeFile(path, kubeconfig({ server: place.server, ca, user, token }), { mode: 0o600 });
    return path;
  };
  const serviceAccountPaths = new Map<string, string>();
  for (const [account, token] of tokens.serviceAccounts) {
    serviceAccountPaths.set(account, await write(account.replace('/', '.'), token));
  }
  return { adminPath: await write('admin', tokens.admin), serviceAccountPaths };
}

interface Facts {
  readonly server: string;
  /** PEM in base64. */
  readonly ca: string;
  readonly user: string;
  readonly token: string;
}

function kubeconfig({ server, ca, user, token }: Facts): string {
  const name = 'control-plane';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  });
}
