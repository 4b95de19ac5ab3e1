import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { parse } from 'yaml';

export interface KubeAnswer {
  readonly status: number;
  readonly body: KubeDocument;
}

/** Any object of the API server's, a `Status` among them. */
export interface KubeDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

interface KubeCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
  /** JSON unless given. */
  readonly accept?: string;
}

export type KubeClient = (call: KubeCall) => Promise<KubeAnswer>;

export interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** Plain HTTPS to the API server, by nothing of the product's; resolves whatever the status is. Its connections end with the process. */
export function kubeClient(kubeconfigPath: string): KubeClient {
  const {
    clusters: [{ cluster }],
    users: [{ user }],
  } = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  return ({ method, path, body, contentType = 'application/json', accept = 'application/json' }) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${user.token}`,
        'content-type': contentType,
        accept,
        'user-agent': 'test',
      };
      const call = request(`${cluster.server}${path}`, { method, headers, agent }, (response) => {
        json(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, body: answer as KubeDocument }),
          reject,
        );
      });
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
