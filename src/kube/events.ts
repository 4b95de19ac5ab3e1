import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Result, success } from '../core/result.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import type { ObjectTarget } from './kube-object.ts';
import { microTime } from './micro-time.ts';
import { listPath } from './resource-paths.ts';
import { request } from './transport.ts';

export interface KubeEvent {
  readonly regarding: ObjectTarget;
  readonly type: 'Normal' | 'Warning';
  /** Why, in one CamelCase word. */
  readonly reason: string;
  /** What was done or tried, in one CamelCase word. */
  readonly action: string;
  /** One sentence for people; what exceeds 1 kB is cut off. */
  readonly note: string;
}

/**
 * Writes an Event beside what it regards; that of a cluster-scoped object into `default`, where kubectl looks for it. Sends
 * once, waits 10 s at most, never throws: an Event is worth a line in the log when it is lost, and no retry.
 */
export async function recordEvent(
  connection: KubeConnection,
  { regarding, type, reason, action, note }: KubeEvent,
  { signal }: { readonly signal: AbortSignal },
): Promise<Result<undefined, KubeFailure>> {
  const namespace = regarding.namespace ?? 'default';
  const answer = await request(connection, {
    method: 'POST',
    path: listPath({ apiVersion: 'events.k8s.io/v1', kind: 'Event', namespace }),
    query: { fieldManager },
    body: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace, name: uniqueName(regarding.name) },
      regarding,
      type,
      reason,
      action,
      note: cutNote(note),
      eventTime: microTime(new Date()),
      reportingController: `secretsstore.dev/${fieldManager}`,
      reportingInstance: hostname().slice(0, 128),
    },
    use: 'Report',
    signal,
    timeoutMs: 10_000,
  });
  return answer.ok ? success(undefined) : answer;
}

/** The API server counts bytes (pkg/apis/core/validation/events.go, NoteLengthLimit), and so cuts are made between characters. */
const maxNoteBytes = 1024;

/** As much of it as an Event may say. */
export const cutNote = (note: string): string => cutToBytes(note, maxNoteBytes);

export function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= maxBytes) return text;
  const ellipsis = '…';
  const room = bytes.subarray(0, maxBytes - Buffer.byteLength(ellipsis));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(room, { stream: true }) + ellipsis;
}

/** As client-go names them: the object's name, and something that does not repeat. A name has at most 253 characters. */
const uniqueName = (name: string): string =>
  `${name.slice(0, 230).replace(/[.-]+$/, '')}.${randomBytes(8).toString('hex')}`;
