import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import type { ObservedStore } from '../../src/core/observed.ts';
import { isSyncRequested } from '../../src/core/sync-request.ts';
import { retryable } from '../../src/core/sync-failure.ts';
import { clock, deleting, observed, resource, store } from './builders.ts';

const asking = (value: string, lastSyncNow?: string) =>
  resource(
    {},
    {
      metadata: { annotations: { 'secretsstore.dev/sync-now': value } },
      status: { ...(lastSyncNow !== undefined && { lastSyncNow }) },
    },
  );
const handled = (of: ReturnType<typeof resource>, at: ObservedStore = store()): string | undefined => {
  const found = observed({ resource: of, store: at });
  return judge({ observed: found, plan: decide(found), outcomes: new Map() }, clock).status.lastSyncNow;
};

describe('a resync is asked for', () => {
  test('by a value that was not acted on, an empty one as well, and once only', () => {
    for (const value of ['1', '', 'x'.repeat(1_000)]) {
      expect(isSyncRequested(asking(value))).toBe(true);
      const after = handled(asking(value));
      expect(after?.length).toBeLessThanOrEqual(253);
      expect(isSyncRequested(asking(value, after))).toBe(false);
      expect(handled(asking(value, after))).toBe(after);
    }
  });

  test('by a new value again', () => {
    expect(isSyncRequested(asking('2', '1'))).toBe(true);
    expect(handled(asking('2', '1'))).toBe('2');
  });

  test('by nobody without the annotation, or where the resource is being deleted', () => {
    expect(isSyncRequested(resource({}, { status: { lastSyncNow: '1' } }))).toBe(false);
    expect(handled(resource({}, { status: { lastSyncNow: '1' } }))).toBe('1');
    const going = resource({}, { metadata: { ...deleting, annotations: { 'secretsstore.dev/sync-now': '1' } } });
    expect(isSyncRequested(going)).toBe(false);
  });

  test('until the store could be listed', () => {
    const failure = retryable('CloudflareUnavailable', 'down');
    expect(handled(asking('2', '1'), { kind: 'Unusable', failure })).toBe('1');
  });
});
