import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { etcdUrl } from './etcd.ts';
import { onFreePort } from './free-ports.ts';
import { startServer, waitUntilReady } from './server-process.ts';
import type { ServerCommand, ServerProcess } from './server-process.ts';
import type { Tokens } from './tokens.ts';

export interface ApiServerOptions extends Omit<ServerCommand, 'name' | 'arguments'> {
  readonly tokens: Tokens;
  /** Watches are in the audit log too, each when it ends. */
  readonly auditsWatches: boolean;
}

export interface ApiServer {
  readonly process: ServerProcess;
  readonly url: string;
  readonly caPath: string;
  /** A line of JSON for each request that has been answered, watches apart unless asked for; it is there before the answer is complete. */
  readonly auditLogPath: string;
  /** Starts it once more, with the same data, port, certificate and tokens. */
  readonly startAgain: () => Promise<ApiServer>;
}

export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { directory, tokens, auditsWatches } = options;
  // Whoever holds this key can sign tokens of service accounts; `kubectl create token` works with it.
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(directory, 'service-account.key'), privateKey, { mode: 0o600 });
  await writeFile(join(directory, 'tokens.csv'), tokens.csv, { mode: 0o600 });
  await writeFile(
    join(directory, 'audit-policy.yaml'),
    auditPolicy(auditsWatches ? [] : ['{level: None, verbs: [watch]}']),
  );
  return onFreePort((port) => startOnPort(options, port));
}

/** Who asked for what, and no bodies: a Secret's value must not lie in a log, not even in that of a test. */
const auditPolicy = (leftOut: readonly string[]): string => `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted, Panic]
rules: [${[...leftOut, '{level: Metadata}'].join(', ')}]
`;

async function startOnPort(options: ApiServerOptions, port: number): Promise<ApiServer> {
  const url = `https://127.0.0.1:${port}`;
  const caPath = join(options.directory, 'certificates', 'apiserver.crt');
  const process = startServer({ ...options, name: 'kube-apiserver', arguments: apiServerArguments(port) });
  await waitUntilReady(process, async () => {
    if (!existsSync(caPath)) return false;
    const ask = { ca: await readFile(caPath, 'utf8'), token: options.tokens.admin };
    // The default namespace comes a moment after readiness, and every user takes it for granted.
    return (await isOk(`${url}/readyz`, ask)) && (await isOk(`${url}/api/v1/namespaces/default`, ask));
  });
  const auditLogPath = join(options.directory, 'audit.log');
  return { process, url, caPath, auditLogPath, startAgain: () => startOnPort(options, port) };
}

function apiServerArguments(port: number): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    // It makes a certificate there, whose file ends with the authority that signed it: good as the kubeconfig's CA.
    '--cert-dir=certificates',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    // Without its controller no namespace has a default ServiceAccount, and this plugin would refuse every pod.
    '--disable-admission-plugins=ServiceAccount',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=service-account.key',
    '--service-account-signing-key-file=service-account.key',
    '--endpoint-reconciler-type=none',
    '--audit-policy-file=audit-policy.yaml',
    '--audit-log-path=audit.log',
    // An answer ends after its line is written: whoever has the answer finds the line.
    '--audit-log-mode=blocking',
    // Megabytes: more than a run writes, since a reader would lose its place when the file is rotated.
    '--audit-log-maxsize=4096',
  ];
}

function isOk(url: string, { ca, token }: { readonly ca: string; readonly token: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(
      url,
      { ca, headers: { authorization: `Bearer ${token}` }, timeout: 2_000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });
}
