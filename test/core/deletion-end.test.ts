import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Outcome } from '../../src/core/entry-status.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { failed, success } from '../../src/core/result.ts';
import { retryable, waiting } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { after, clock, deleting, finalized, observed, record, remote, resource, type Spec, store } from './builders.ts';

const there = remote();
const gone = { kind: 'Unusable', failure: waiting('StoreNotFound', 'no such store') } as const;
const deadlineMs = clock.finalizerDeadlineMs;

interface Pass {
  readonly outcome?: Outcome;
  readonly afterMs?: number;
  readonly spec?: Partial<Spec>;
  readonly parts?: Partial<Observed>;
}

function verdict({ outcome, afterMs = 1000, spec, parts }: Pass): Verdict {
  const of = resource(spec, { metadata: deleting, status: { entries: [record(there)] } });
  const seen = observed({ resource: of, store: store([there]), ...parts });
  const outcomes = new Map(outcome && [['KEY', outcome]]);
  return judge({ observed: seen, plan: decide(seen), outcomes }, after(afterMs));
}

describe('a resource that is being deleted', () => {
  test('goes once nothing of it is left', () => {
    expect(verdict({ outcome: success(undefined) })).toMatchObject({
      finalizer: 'Remove',
      events: [],
      next: { kind: 'Done' },
    });
  });

  test('goes where nothing of it was there', () => {
    expect(verdict({ parts: { store: store() } })).toMatchObject({ finalizer: 'Remove', events: [] });
  });

  test('goes after its deadline too, once nothing of it is left, without a word of giving up', () => {
    const late = verdict({ outcome: success(undefined), afterMs: deadlineMs + 1 });
    expect(late).toMatchObject({ finalizer: 'Remove', events: [] });
  });

  test('stays while a deletion fails, and is tried again', () => {
    const failing = verdict({ outcome: failed(retryable('CloudflareUnavailable', 'down')) });
    expect(failing).toMatchObject({ finalizer: 'Leave', next: { kind: 'Backoff' } });
    expect(failing.status.entries).toMatchObject([{ state: 'Deleting', secretId: 'id-KEY' }]);
  });

  test('is not tried again before Cloudflare allows it', () => {
    const limited = verdict({ outcome: failed(retryable('RateLimited', 'later', 42_000)) });
    expect(limited.next).toEqual({ kind: 'Backoff', atLeastMs: 42_000 });
  });

  test('stays while its store is missing, and is tried again', () => {
    expect(verdict({ parts: { store: gone } })).toMatchObject({ finalizer: 'Leave', next: { kind: 'Backoff' } });
  });

  test.each([
    [deadlineMs - 1, 'Leave'],
    [deadlineMs, 'Remove'],
    [deadlineMs + 1, 'Remove'],
  ])('whose store is gone, %i ms after we first tried: %s', (afterMs, finalizer) => {
    expect(verdict({ parts: { store: gone }, afterMs }).finalizer).toBe(finalizer);
  });

  test('says, when it is given up, what stays at Cloudflare', () => {
    const { events, next } = verdict({ parts: { store: gone }, afterMs: deadlineMs });
    expect(events.at(-1)).toMatchObject({ type: 'Warning', reason: 'DeletionAbandoned' });
    expect(events.at(-1)?.note).toContain('KEY');
    expect(next).toEqual({ kind: 'Done' });
  });

  test('has no deadline while it is suspended', () => {
    const held = verdict({ spec: { suspend: true }, afterMs: 10 * deadlineMs });
    expect(held).toMatchObject({ finalizer: 'Leave', events: [{ type: 'Warning', reason: 'Suspended' }] });
    expect(verdict({ parts: { store: store([there], { suspended: true }) }, afterMs: 10 * deadlineMs }).finalizer).toBe(
      'Leave',
    );
  });

  test('goes at once under Retain where the store is missing: nothing was to be deleted', () => {
    const retained = verdict({ spec: { deletionPolicy: 'Retain' }, parts: { store: gone } });
    expect(retained).toMatchObject({ finalizer: 'Remove', next: { kind: 'Done' } });
    expect(retained.events.map(({ reason }) => reason)).not.toContain('DeletionAbandoned');
  });
});

test('a resource that is not being deleted keeps its finalizer while anything of it is at Cloudflare, whatever the hour', () => {
  const of = resource({}, { metadata: finalized, status: { entries: [record(there)] } });
  for (const parts of [{ store: store([there]) }, { store: gone }]) {
    const seen = observed({ resource: of, ...parts });
    const late = after(10 * deadlineMs);
    expect(judge({ observed: seen, plan: decide(seen), outcomes: new Map() }, late).finalizer).toBe('Leave');
  }
});
