import { type Result, failed, success } from '../core/result.ts';
import { SecretBytes } from '../core/secret-bytes.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { isRecord, parseKubeObject } from './kube-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** A Kubernetes Secret with its values: read when needed, and dropped after use. */
export interface SourceSecret extends SecretName {
  readonly uid: string;
  readonly resourceVersion: string;
  /** `Opaque` where nothing else was said. */
  readonly type: string;
  readonly immutable: boolean;
  readonly keys: ReadonlyMap<string, SecretBytes>;
}

/** The Secret as it is now; NotFound when there is none. */
export async function readSecret(
  connection: KubeConnection,
  { namespace, name }: SecretName,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<SourceSecret, KubeFailure>> {
  const path = objectPath({ apiVersion: 'v1', kind: 'Secret', namespace, name });
  const answer = await request(connection, { method: 'GET', path, signal });
  if (!answer.ok) return answer;
  const secret = parseSecret(answer.value);
  return secret === undefined ? failed(unavailable('the answer is not a Secret')) : success(secret);
}

export function parseSecret(json: unknown): SourceSecret | undefined {
  const object = parseKubeObject(json);
  if (object?.metadata.namespace === undefined || !isRecord(json)) return undefined;
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const data = Object.entries(isRecord(json['data']) ? json['data'] : {});
  return {
    namespace,
    name,
    uid,
    resourceVersion,
    type: typeof json['type'] === 'string' ? json['type'] : 'Opaque',
    immutable: json['immutable'] === true,
    keys: new Map(data.map(([key, base64]) => [key, SecretBytes.fromBase64(typeof base64 === 'string' ? base64 : '')])),
  };
}
