import type { Result } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import { type KubeObject, targetOf } from './kube-object.ts';
import { asObject } from './read-object.ts';
import { objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

/** Sets one annotation, on this very object: the API server refuses a patch with the uid of another one as a Conflict. */
export async function annotate(
  connection: KubeConnection,
  { object, name, value }: { readonly object: KubeObject; readonly name: string; readonly value: string },
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<KubeObject, KubeFailure>> {
  const answer = await request(connection, {
    method: 'PATCH',
    path: objectPath(targetOf(object)),
    query: { fieldManager },
    contentType: 'application/merge-patch+json',
    body: { metadata: { uid: object.metadata.uid, annotations: { [name]: value } } },
    signal,
  });
  return answer.ok ? asObject(answer.value) : answer;
}
