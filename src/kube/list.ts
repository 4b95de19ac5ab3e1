import { type Result, failed, success } from '../core/result.ts';
import { type Collection, acceptHeader } from './collection.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { type KubeObject, isRecord, parseKubeObject } from './kube-object.ts';
import { request } from './transport.ts';

export interface ListOptions<T> {
  readonly signal: AbortSignal;
  readonly pageSize: number;
  /** Made of each object as its page comes in, so that no two pages are held in full. */
  readonly transform: (object: KubeObject) => T;
}

export interface Listing<T> {
  /** At which all of the items were together in the cluster: a watch goes on from here. */
  readonly resourceVersion: string;
  readonly items: readonly T[];
}

interface Page {
  readonly resourceVersion: string;
  readonly next: string | undefined;
  readonly objects: readonly KubeObject[];
}

/**
 * All objects of a collection, page by page, as they are now (no resourceVersion is sent, so no cache answers). A failure of any
 * page is a failure of the whole; Gone when the list changed too much to be continued. Each page has 60 s.
 */
export async function list<T>(
  connection: KubeConnection,
  collection: Collection,
  { signal, pageSize, transform }: ListOptions<T>,
): Promise<Result<Listing<T>, KubeFailure>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const { path, fieldSelector, labelSelector } = collection;
    const query = { limit: pageSize, continue: next, fieldSelector, labelSelector };
    const accept = acceptHeader(collection, 'List');
    const answer = await request(connection, { method: 'GET', path, query, accept, signal, timeoutMs: 60_000 });
    if (!answer.ok) return answer;
    const page = parsePage(answer.value);
    if (page === undefined) return failed(unavailable('the answer is not a list'));
    for (const object of page.objects) items.push(transform(object));
    next = page.next;
    if (next === undefined) return success({ resourceVersion: page.resourceVersion, items });
  }
}

/**
 * An empty list of metadata has `items: null`. Items of built-in kinds come without apiVersion and kind, which the list
 * names: `SecretList` is a list of `Secret`.
 */
function parsePage(json: unknown): Page | undefined {
  if (!isRecord(json) || !isRecord(json['metadata'])) return undefined;
  const { resourceVersion, continue: next } = json['metadata'];
  const { apiVersion, kind, items } = json;
  if (typeof resourceVersion !== 'string' || typeof apiVersion !== 'string' || typeof kind !== 'string')
    return undefined;
  const listed = { apiVersion, kind: kind.replace(/List$/, '') };
  const objects = (Array.isArray(items) ? items : []).map((item) => parseKubeObject(item, listed));
  if (!objects.every((object) => object !== undefined)) return undefined;
  return { resourceVersion, next: typeof next === 'string' && next !== '' ? next : undefined, objects };
}
