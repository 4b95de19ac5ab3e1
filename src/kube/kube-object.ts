import type { ObjectMeta } from '../api/resources.ts';

/** What every Kubernetes object has, as far as this program reads it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** Which object is meant: this one, and not another that takes its name after it is gone. */
export interface ObjectTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
}

export const targetOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectTarget => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

interface Named {
  readonly metadata: Pick<ObjectMeta, 'namespace' | 'name'>;
}

/** `namespace/name`, or the name alone in a cluster scope: unique within a kind. */
export const keyOf = ({ metadata: { namespace, name } }: Named): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/**
 * The object in an answer of the API server, or undefined when there is none. The server has checked it against its schema;
 * checked here is only what this program cannot do without. `metadata.managedFields`, often the larger half, is left out.
 */
export function parseKubeObject(
  json: unknown,
  listed?: { readonly apiVersion: string; readonly kind: string },
): KubeObject | undefined {
  if (!isRecord(json) || !isRecord(json['metadata'])) return undefined;
  const { managedFields: _, ...metadata } = json['metadata'];
  const object: unknown = { ...listed, ...json, metadata };
  return isKubeObject(object) ? object : undefined;
}

function isKubeObject(json: unknown): json is KubeObject {
  if (!isRecord(json) || !isRecord(json['metadata'])) return false;
  const { name, uid, resourceVersion } = json['metadata'];
  return [json['apiVersion'], json['kind'], name, uid, resourceVersion].every((text) => typeof text === 'string');
}

export const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
