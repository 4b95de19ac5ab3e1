import { type Result, failed, success } from '../core/result.ts';
import type { SecretBytes } from '../core/secret-bytes.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import { listPath } from './resource-paths.ts';
import { type SecretName, type SourceSecret, parseSecret, readSecret } from './secrets.ts';
import { request } from './transport.ts';

export interface KeySecret extends SecretName {
  /** The key of the Secret under which the bytes are kept. */
  readonly key: string;
  /** The bytes of a new one. */
  readonly make: () => Uint8Array;
}

/**
 * Key material that the operator keeps for itself in a Secret: what is there, else what `make` returns, which is then
 * there for all who come later. Of several who make one at a time, all get the bytes of the first.
 *
 * NotFound with `missing: 'namespaces'` when there is no such namespace; Invalid when a Secret of that name has no such
 * key, for then it is somebody else's, and it is left alone.
 */
export async function readOrCreateKeySecret(
  connection: KubeConnection,
  wanted: KeySecret,
  options: { readonly signal: AbortSignal },
): Promise<Result<SecretBytes, KubeFailure>> {
  const read = await readSecret(connection, wanted, options);
  if (read.ok) return keyOf(read.value, wanted.key);
  if (read.failure.kind !== 'NotFound') return read;
  const created = await create(connection, wanted, options);
  if (!created.ok && created.failure.kind !== 'AlreadyExists') return created;
  const secret = created.ok ? created : await readSecret(connection, wanted, options);
  return secret.ok ? keyOf(secret.value, wanted.key) : secret;
}

/** Immutable: who wants another key deletes the Secret, which costs one PATCH per entry and nothing else. */
async function create(
  connection: KubeConnection,
  { namespace, name, key, make }: KeySecret,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<SourceSecret, KubeFailure>> {
  const answer = await request(connection, {
    method: 'POST',
    path: listPath({ apiVersion: 'v1', kind: 'Secret', namespace }),
    query: { fieldManager },
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name, labels: { 'app.kubernetes.io/managed-by': fieldManager } },
      type: 'Opaque',
      immutable: true,
      data: { [key]: Buffer.from(make()).toString('base64') },
    },
    signal,
  });
  if (!answer.ok) return answer;
  const secret = parseSecret(answer.value);
  return secret === undefined ? failed(unavailable('the answer is not a Secret')) : success(secret);
}

function keyOf({ keys }: SourceSecret, key: string): Result<SecretBytes, KubeFailure> {
  const bytes = keys.get(key);
  if (bytes !== undefined) return success(bytes);
  return failed({ kind: 'Invalid', status: 200, detail: 'the Secret has no such key', fields: [`data.${key}`] });
}
