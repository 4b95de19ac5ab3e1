import { type Result, failed, success } from '../core/result.ts';
import { Deadline } from '../runtime/deadline.ts';
import { type Collection, acceptHeader } from './collection.ts';
import type { KubeConnection } from './connection.ts';
import { type KubeFailure, unavailable } from './failure.ts';
import { jsonLines } from './json-lines.ts';
import { isRecord, type KubeObject, parseKubeObject } from './kube-object.ts';
import { failureOfThrown, send } from './send.ts';
import { failureOf } from './status-failure.ts';

export type WatchEvent =
  | { readonly kind: 'Changed' | 'Deleted'; readonly object: KubeObject; readonly resourceVersion: string }
  /** Nothing changed up to here: the next watch may go on from this resourceVersion. */
  | { readonly kind: 'Bookmark'; readonly resourceVersion: string };

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Events after this one. */
  readonly resourceVersion: string;
  /** How long the server is asked to keep the stream open. */
  readonly seconds: number;
  /** How much longer we wait for that, before we cut a stream that the server has forgotten. */
  readonly graceMs: number;
  /** Called with each event, in order. */
  readonly onEvent: (event: WatchEvent) => void;
  /** Called whenever anything has come from the server. */
  readonly onContact: () => void;
  /** The server has taken the watch up. */
  readonly onOpen: () => void;
}

/** An object has at most 1.5 MiB in etcd; JSON may write a byte of it as six. */
const maxLineBytes = 16 * 1024 * 1024;

/**
 * One watch, from its request to its end. Comes back when the server has ended it in good order, as it does after `seconds`, or
 * with the failure that ended it: Gone, whether as an answer or inside the stream, when `resourceVersion` is too old; Unavailable
 * when the connection broke or the server did not keep to the time. What was told by then has happened.
 */
export async function watch(
  connection: KubeConnection,
  collection: Collection,
  options: WatchOptions,
): Promise<Result<undefined, KubeFailure>> {
  const deadline = new Deadline(options.signal, options.seconds * 1000 + options.graceMs);
  try {
    const answer = await send(connection, callOf(collection, options), { use: 'Watch', deadline });
    options.onContact();
    if (!answer.ok) return answer;
    options.onOpen();
    for await (const line of jsonLines(noticing(answer.value.body, options.onContact), maxLineBytes)) {
      if (line.kind === 'Broken') return failed(unavailable(line.detail));
      const event = parseEvent(line.json);
      if (!event.ok) return event;
      if (event.value !== undefined) options.onEvent(event.value);
    }
    return success(undefined);
  } catch (error) {
    return failed(failureOfThrown(error, deadline));
  } finally {
    deadline.clear();
  }
}

const callOf = (collection: Collection, { resourceVersion, seconds }: WatchOptions) =>
  ({
    method: 'GET',
    path: collection.path,
    accept: acceptHeader(collection, 'Watch'),
    query: {
      watch: true,
      allowWatchBookmarks: true,
      timeoutSeconds: seconds,
      resourceVersion,
      fieldSelector: collection.fieldSelector,
      labelSelector: collection.labelSelector,
    },
  }) as const;

async function* noticing(chunks: AsyncIterable<Uint8Array>, onContact: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onContact();
    yield chunk;
  }
}

/** Undefined for an event that is new to us, and for a bookmark's object, which has nothing but its resourceVersion. */
function parseEvent(json: unknown): Result<WatchEvent | undefined, KubeFailure> {
  if (!isRecord(json)) return failed(unavailable('an event is not an object'));
  const { type, object } = json;
  if (type === 'ERROR') return failed(failureOf({ status: codeOf(object), body: object }));
  if (type === 'BOOKMARK') {
    const resourceVersion =
      isRecord(object) && isRecord(object['metadata']) ? object['metadata']['resourceVersion'] : '';
    return success(
      typeof resourceVersion === 'string' && resourceVersion !== '' ? { kind: 'Bookmark', resourceVersion } : undefined,
    );
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return success(undefined);
  const parsed = parseKubeObject(object);
  if (parsed === undefined) return failed(unavailable('an event has no object'));
  const { resourceVersion } = parsed.metadata;
  return success({ kind: type === 'DELETED' ? 'Deleted' : 'Changed', object: parsed, resourceVersion });
}

const codeOf = (status: unknown): number =>
  isRecord(status) && typeof status['code'] === 'number' ? status['code'] : 500;
