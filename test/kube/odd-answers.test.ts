import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeConnection } from '../../src/kube/connection.ts';
import type { KubeFailure } from '../../src/kube/failure.ts';
import { kubeLease } from '../../src/kube/lease.ts';
import { list } from '../../src/kube/list.ts';
import { failureOf } from '../../src/kube/status-failure.ts';
import { request } from '../../src/kube/transport.ts';
import { watch, type WatchEvent } from '../../src/kube/watch-stream.ts';
import { startLoopbackCluster } from './loopback-cluster.ts';

/** Part of a value that an answer may quote. */
const canary = 'canary-77';
const { signal } = new AbortController();

/** With names that objects of JavaScript take for their own. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', canary, 1e300, -1, [], [null], JSON.parse('{"__proto__":1,"toString":null}')),
  fc.jsonValue({ maxDepth: 2 }),
);
const texts = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a', 'b', '') }, { weight: 1, arbitrary: odd });
/** An object as the API server gives it, but for a field or two. */
const objects = fc.record(
  {
    apiVersion: texts,
    kind: texts,
    metadata: fc.oneof(
      fc.record({ name: texts, namespace: texts, uid: texts, resourceVersion: texts }, { requiredKeys: [] }),
      odd,
    ),
    spec: odd,
  },
  { requiredKeys: ['metadata'] },
);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
}

/** A cluster that answers whatever it is told to, to whoever asks. */
async function startOddCluster(): Promise<{
  readonly connection: KubeConnection;
  readonly answer: (next: Answer) => void;
}> {
  let now: Answer = { status: 200, body: '' };
  const { connection } = await startLoopbackCluster((_, response) => {
    const { status, body, retryAfter } = now;
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(body);
  });
  return { connection, answer: (next) => void (now = next) };
}

const statuses = fc.constantFrom(200, 201, 301, 400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 503, 504);
const retryAfters = fc.option(fc.stringMatching(/^[0-9a-zA-Z,:.+-]{0,12}$/), { nil: undefined });
const statusBodies = fc.record(
  {
    kind: fc.constantFrom('Status', 'List'),
    message: odd,
    reason: fc.oneof(fc.constantFrom('AlreadyExists', 'Expired'), odd),
    code: odd,
    details: fc.oneof(
      odd,
      fc.record(
        {
          kind: odd,
          retryAfterSeconds: odd,
          causes: fc.oneof(odd, fc.array(fc.record({ field: odd, message: odd }, { requiredKeys: [] }))),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

const kinds =
  /^(NotFound|Replaced|AlreadyExists|Conflict|Gone|Invalid|Rejected|Unauthorized|Forbidden|TooManyRequests|Unavailable|Aborted)$/;

/** It has a kind, short words of our own, and waits that end. */
function expectTyped(failure: KubeFailure): void {
  expect(failure.kind).toMatch(kinds);
  expect(failure.detail).not.toContain(canary);
  expect(failure.detail.length).toBeLessThan(100);
  if (!('retryAfterMs' in failure) || failure.retryAfterMs === undefined) return;
  expect(failure.retryAfterMs).toBeGreaterThanOrEqual(0);
  expect(failure.retryAfterMs).toBeLessThanOrEqual(300_000);
}

describe('whatever the API server answers', () => {
  test('a list is a list or a failure, however its pages go on', async () => {
    const { connection, answer } = await startOddCluster();
    const pages = fc.record(
      {
        apiVersion: texts,
        kind: fc.oneof(fc.constant('ThingList'), odd),
        metadata: fc.oneof(fc.record({ resourceVersion: texts, continue: texts }, { requiredKeys: [] }), odd),
        items: fc.oneof(fc.array(objects, { maxLength: 3 }), odd),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(statuses, fc.oneof(pages, odd), retryAfters, async (status, page, retryAfter) => {
        answer({ status, body: JSON.stringify(page), retryAfter });
        const listed = await list(
          connection,
          { path: '/things', accept: 'full' },
          { signal, pageSize: 10, transform: (object) => object },
        );
        if (!listed.ok) expectTyped(listed.failure);
      }),
      { numRuns: 300 },
    );
  });

  test('a watch tells of objects until it ends, in good order or by a failure', async () => {
    const { connection, answer } = await startOddCluster();
    const events = fc.record(
      {
        type: fc.oneof(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'), odd),
        object: fc.oneof(objects, statusBodies, odd),
      },
      { requiredKeys: [] },
    );
    const lines = fc.oneof(
      events.map((event) => JSON.stringify(event)),
      odd.map((json) => JSON.stringify(json)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { maxLength: 5 }), async (told) => {
        answer({ status: 200, body: told.join('\n') });
        const seen: WatchEvent[] = [];
        const ended = await watch(
          connection,
          { path: '/things', accept: 'full' },
          {
            signal,
            resourceVersion: '1',
            seconds: 5,
            graceMs: 0,
            onEvent: (event) => void seen.push(event),
            onContact: () => undefined,
            onOpen: () => undefined,
          },
        );
        if (!ended.ok) expectTyped(ended.failure);
        // A lost connection is none of these answers: nothing but a failure of our own would say so here.
        if (!ended.ok) expect(ended.failure.detail).not.toContain('no connection');
        for (const event of seen) expect(typeof event.resourceVersion).toBe('string');
      }),
      { numRuns: 300 },
    );
  });

  test('a refusal is one of our kinds, in our words, and quotes nothing', async () => {
    const { connection, answer } = await startOddCluster();
    const anything = fc.oneof(statusBodies, odd);
    await fc.assert(
      fc.asyncProperty(statuses, anything, retryAfters, async (status, body, retryAfter) => {
        answer({ status, body: JSON.stringify(body), retryAfter });
        const answered = await request(connection, { method: 'GET', path: '/things', signal });
        if (answered.ok) return;
        expectTyped(answered.failure);
        expect(answered.failure.detail).not.toContain('no connection');
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.integer(), anything, (status, body) => expectTyped(failureOf({ status, body }))));
  });

  test('a Lease has a holder or none, for a time that ends', async () => {
    const { connection, answer } = await startOddCluster();
    const spec = fc.record(
      { holderIdentity: texts, leaseDurationSeconds: odd, leaseTransitions: odd, renewTime: odd },
      { requiredKeys: [] },
    );
    const metadata = { name: 'leader', namespace: 'ours', uid: 'u', resourceVersion: '1' };
    const leases = fc.record({ apiVersion: texts, kind: texts, metadata: fc.constant(metadata), spec });
    const lease = kubeLease(connection, { namespace: 'ours', name: 'leader' });
    await fc.assert(
      fc.asyncProperty(statuses, fc.oneof(leases, objects, odd), async (status, body) => {
        answer({ status, body: JSON.stringify(body) });
        const read = await lease.read({ signal });
        if (read.kind === 'Failed') expect(read.detail).not.toContain(canary);
        if (read.kind === 'Failed' || read.record === undefined) return;
        const { durationMs, transitions } = read.record;
        expect(durationMs > 0 && durationMs <= 2 ** 31 * 1000).toBe(true);
        expect(Number.isSafeInteger(transitions) && transitions >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
