import { type Result, failed, success } from '../core/result.ts';
import { visitInSlices } from '../runtime/time-slice.ts';
import { type Collection, acceptHeader } from './collection.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { type KubeObject, isRecord, keyOf, parseKubeObject } from './kube-object.ts';
import { isTooLarge, request } from './transport.ts';

export interface ListOptions<T> {
  readonly signal: AbortSignal;
  /** Objects asked for at once, at first. */
  readonly pageSize: number;
  /** A million unless given, which no etcd holds. */
  readonly maxObjects?: number;
  /** Made of each object as its page comes in, so that no two pages are held in full. */
  readonly transform: (object: KubeObject) => T;
}

export interface Listing<T> {
  /** At which all of the items were together in the cluster: a watch goes on from here. */
  readonly resourceVersion: string;
  /** All of them, by their keys. Whoever gets it may change it. */
  readonly objects: Map<string, T>;
}

interface Page {
  readonly resourceVersion: string;
  readonly next: string | undefined;
  readonly objects: readonly KubeObject[];
}

/** Of one page. Objects are as large as their owners make them, up to 1.5 MiB each: where pages are too large, shorter ones are asked for. */
const maxPageBytes = 4 * 1024 * 1024;

/** Of a page that cannot be shorter: JSON may write a byte of an object as six. */
const maxObjectBytes = 16 * 1024 * 1024;

const endless = unavailable('the list has no end');

/**
 * All objects of a collection, page by page, as they are now (no resourceVersion is sent, so no cache answers). A failure of any
 * page is a failure of the whole; Gone when the list changed too much to be continued. Each page has 60 s, and has to bring something new
 * if it says that there is another: the API server fills each page, whatever a selector leaves out.
 */
export async function list<T>(
  connection: KubeConnection,
  collection: Collection,
  { signal, pageSize, maxObjects = 1_000_000, transform }: ListOptions<T>,
): Promise<Result<Listing<T>, KubeFailure>> {
  const { path, fieldSelector, labelSelector } = collection;
  const call = { method: 'GET', path, accept: acceptHeader(collection, 'List'), signal, timeoutMs: 60_000 } as const;
  const objects = new Map<string, T>();
  let limit = pageSize;
  let next: string | undefined;
  for (;;) {
    const query = { limit, continue: next, fieldSelector, labelSelector };
    const answer = await request(connection, { ...call, query, maxBytes: limit > 1 ? maxPageBytes : maxObjectBytes });
    if (!answer.ok && isTooLarge(answer.failure) && limit > 1) {
      limit = Math.ceil(limit / 2);
      continue;
    }
    if (!answer.ok) return answer;
    const page = parsePage(answer.value);
    if (page === undefined) return failed(unavailable('the answer is not a list'));
    const before = objects.size;
    await visitInSlices(page.objects, (object) => void objects.set(keyOf(object), transform(object)));
    next = page.next;
    if (next === undefined) return success({ resourceVersion: page.resourceVersion, objects });
    if (objects.size === before || objects.size > maxObjects) return failed(endless);
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
