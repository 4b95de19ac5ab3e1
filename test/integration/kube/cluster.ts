import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type KubeConnection, connectToCluster } from '../../../src/kube/connection.ts';
import { type KubeObject, parseKubeObject } from '../../../src/kube/kube-object.ts';
import { listPath, objectPath } from '../../../src/kube/resource-paths.ts';
import { type KubeRequest, request } from '../../../src/kube/transport.ts';

/** The real API server of this run, as its administrator, and shorthands that throw where the product returns failures. */
export const connect = (): KubeConnection =>
  connectToCluster({ kubeconfigPath: inject('kubeconfigPath'), userAgent: 'integration-test' });

export const { signal } = new AbortController();

const ours = 'secretsstore.dev/v1alpha1';

export async function newNamespace(connection: KubeConnection): Promise<string> {
  const name = `test-${randomBytes(4).toString('hex')}`;
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await call(connection, { method: 'POST', path: listPath(body), body });
  return name;
}

export interface NewSecret {
  readonly namespace: string;
  readonly name: string;
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

export async function createSecret(
  connection: KubeConnection,
  { namespace, name, type, data }: NewSecret,
): Promise<KubeObject> {
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type, stringData: data };
  return object(connection, { method: 'POST', path: listPath({ ...body, namespace }), body });
}

export interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** A SecretsStoreSecret that nobody reconciles. */
export async function createResource(connection: KubeConnection, { namespace, name }: Name): Promise<KubeObject> {
  const spec = {
    storeRef: { name: 'default' },
    scopes: ['workers'],
    secretRef: { name: 'app' },
    data: [{ name: 'APP', key: 'app' }],
  };
  const body = { apiVersion: ours, kind: 'SecretsStoreSecret', metadata: { namespace, name }, spec };
  return object(connection, { method: 'POST', path: listPath({ ...body, namespace }), body });
}

const resourcePath = (name: Name): string => objectPath({ apiVersion: ours, kind: 'SecretsStoreSecret', ...name });

export const resourcesPath = (namespace: string): string =>
  listPath({ apiVersion: ours, kind: 'SecretsStoreSecret', namespace });

export async function readResource(connection: KubeConnection, name: Name): Promise<KubeObject> {
  return object(connection, { method: 'GET', path: resourcePath(name) });
}

export async function mergeInto(connection: KubeConnection, name: Name, body: object): Promise<KubeObject> {
  const contentType = 'application/merge-patch+json';
  return object(connection, { method: 'PATCH', path: resourcePath(name), contentType, body });
}

export async function deleteResource(connection: KubeConnection, name: Name): Promise<void> {
  await call(connection, { method: 'DELETE', path: resourcePath(name) });
}

export async function call(connection: KubeConnection, wanted: Omit<KubeRequest, 'signal'>): Promise<unknown> {
  const answer = await request(connection, { ...wanted, signal });
  if (!answer.ok) throw new Error(`${wanted.method} ${wanted.path}: ${JSON.stringify(answer.failure)}`);
  return answer.value;
}

async function object(connection: KubeConnection, wanted: Omit<KubeRequest, 'signal'>): Promise<KubeObject> {
  const parsed = parseKubeObject(await call(connection, wanted));
  if (parsed === undefined) throw new Error(`${wanted.path} is not an object`);
  return parsed;
}
