import type { Result } from '../core/result.ts';
import type { Lease, LeaseCall, LeaseReading, LeaseRecord, LeaseWish, LeaseWriting } from '../runtime/lease.ts';
import type { KubeConnection } from './connection.ts';
import type { KubeFailure } from './failure.ts';
import { fieldManager } from './field-manager.ts';
import { isRecord, type KubeObject } from './kube-object.ts';
import { microTime } from './micro-time.ts';
import { asObject } from './read-object.ts';
import { Reflector } from './reflector.ts';
import { listPath, objectPath } from './resource-paths.ts';
import { request } from './transport.ts';

export interface LeaseName {
  readonly namespace: string;
  readonly name: string;
}

const leaseKind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;

/** The Lease of this name, as client-go's candidates use it too; it is created when it is first taken. */
export function kubeLease(connection: KubeConnection, named: LeaseName): Lease {
  return {
    read: async (call) => read(connection, named, call),
    write: async (seen, wish, call) =>
      seen === undefined ? create(connection, named, { wish, call }) : change(connection, named, { seen, wish, call }),
    follow: (onRecord, { signal }) => {
      const reflector = new Reflector(connection, {
        path: listPath({ ...leaseKind, namespace: named.namespace }),
        accept: 'full',
        fieldSelector: `metadata.name=${named.name}`,
        transform: (object) => object,
        onChange: (_key, now) => onRecord(now && recordOf(now)),
        // Who only listens for changes loses nothing but time: the reads go on.
        onError: () => undefined,
      });
      void reflector.run(signal);
    },
  };
}

async function read(connection: KubeConnection, named: LeaseName, { signal }: LeaseCall): Promise<LeaseReading> {
  const path = objectPath({ ...leaseKind, ...named });
  const found = objectIn(await request(connection, { method: 'GET', path, signal, use: 'Lease' }));
  if (found.ok) return { kind: 'Read', record: recordOf(found.value) };
  return found.failure.kind === 'NotFound' ? { kind: 'Read', record: undefined } : failedBy(found.failure);
}

interface Creation {
  readonly wish: LeaseWish;
  readonly call: LeaseCall;
}

async function create(
  connection: KubeConnection,
  named: LeaseName,
  { wish, call: { signal } }: Creation,
): Promise<LeaseWriting> {
  const labels = { 'app.kubernetes.io/managed-by': fieldManager };
  const body = { ...leaseKind, metadata: { ...named, labels }, spec: specOf(wish, undefined) };
  const path = listPath({ ...leaseKind, namespace: named.namespace });
  return written(
    await request(connection, { method: 'POST', path, query: { fieldManager }, body, signal, use: 'Lease' }),
  );
}

interface Change extends Creation {
  readonly seen: LeaseRecord;
}

/** A merge patch with a resourceVersion is refused as a Conflict when the object has another one by now. */
async function change(
  connection: KubeConnection,
  named: LeaseName,
  { seen, wish, call: { signal } }: Change,
): Promise<LeaseWriting> {
  return written(
    await request(connection, {
      method: 'PATCH',
      path: objectPath({ ...leaseKind, ...named }),
      query: { fieldManager },
      contentType: 'application/merge-patch+json',
      body: { metadata: { resourceVersion: seen.version }, spec: specOf(wish, seen) },
      signal,
      use: 'Lease',
    }),
  );
}

/** The times are for people: candidates judge by their own clocks. A lease that was given back has an empty holder. */
function specOf({ holder, durationMs }: LeaseWish, seen: LeaseRecord | undefined): object {
  const now = microTime(new Date());
  const passes = holder !== seen?.holder;
  const isTaken = passes && holder !== undefined;
  return {
    holderIdentity: holder ?? '',
    leaseDurationSeconds: Math.ceil(durationMs / 1000),
    renewTime: now,
    ...(passes && { acquireTime: now }),
    ...(isTaken && { leaseTransitions: seen === undefined ? 0 : seen.transitions + 1 }),
  };
}

function written(answer: Result<unknown, KubeFailure>): LeaseWriting {
  const found = objectIn(answer);
  if (found.ok) return { kind: 'Written', record: recordOf(found.value) };
  const { failure } = found;
  // Gone since it was seen, or there since it was not.
  const isOutrun =
    failure.kind === 'Conflict' ||
    failure.kind === 'AlreadyExists' ||
    (failure.kind === 'NotFound' && failure.missing !== 'namespaces');
  return isOutrun ? { kind: 'Outrun' } : failedBy(failure);
}

const objectIn = (answer: Result<unknown, KubeFailure>): Result<KubeObject, KubeFailure> =>
  answer.ok ? asObject(answer.value) : answer;

function failedBy(failure: KubeFailure): { readonly kind: 'Failed'; readonly detail: string } {
  const isWithoutNamespace = failure.kind === 'NotFound' && failure.missing === 'namespaces';
  return { kind: 'Failed', detail: isWithoutNamespace ? 'its namespace does not exist' : failure.detail };
}

function recordOf(object: KubeObject & { readonly spec?: unknown }): LeaseRecord {
  const spec = isRecord(object.spec) ? object.spec : {};
  const holder = spec['holderIdentity'];
  return {
    holder: typeof holder === 'string' && holder !== '' ? holder : undefined,
    durationMs: countOr(spec['leaseDurationSeconds'], { least: 1, fallback: 15 }) * 1000,
    transitions: countOr(spec['leaseTransitions'], { least: 0, fallback: 0 }),
    version: object.metadata.resourceVersion,
  };
}

/** Both are int32 in a Lease; anything else would be waited for without end, or refused when it is written back. */
const countOr = (value: unknown, { least, fallback }: { readonly least: number; readonly fallback: number }): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value < 2 ** 31 ? value : fallback;
