import { describe, expect, test } from 'vitest';
import type { SecretStatus } from '../../src/api/resources.ts';
import { desiredEntries } from '../../src/core/desired.ts';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { lacksValues, type Plan } from '../../src/core/plan.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { clock, observed, record, remote, resource, store } from './builders.ts';

const status: SecretStatus = {
  observedGeneration: 1,
  source: { resourceVersion: '10' },
  entries: [record(remote())],
};
const changed = resource({}, { metadata: { generation: 2 }, status });
const same = resource({}, { metadata: { generation: 1 }, status });

const statusAfter = (parts: Partial<Observed>): SecretStatus => {
  const found = observed(parts);
  return judge({ observed: found, plan: decide(found), outcomes: new Map() }, clock).status;
};

const unusable = { kind: 'Unusable', failure: waiting('StoreNotReady', 'it is being opened') } as const;
const unavailable = { kind: 'Unavailable', failure: waiting('SecretNotFound', 'no Secret "app"') } as const;

describe('what a status does not know is read before it is believed', () => {
  test('a new spec that nothing could be done about yet has its Secret read, though status names the new generation', () => {
    const after = statusAfter({ resource: changed, store: unusable });
    expect(after.observedGeneration).toBe(2);
    expect(after.source).toBeUndefined();
  });

  test('the same spec keeps what it knows while its store cannot be used', () => {
    expect(statusAfter({ resource: same, store: unusable }).source).toEqual({ resourceVersion: '10' });
  });

  test('a Secret that could not be read is read as soon as it can be', () => {
    expect(statusAfter({ resource: same, source: unavailable }).source).toBeUndefined();
    const nothing = resource({ data: [], dataFrom: { include: ['*'] } }, { status: { ...status, entries: [] } });
    expect(statusAfter({ resource: nothing, source: unavailable }).source).toBeUndefined();
  });

  test('a digest counts only for the key that it was made of', () => {
    const other = resource({ data: [{ name: 'KEY', key: 'other' }] }, { status });
    const unread = { kind: 'Unchanged', resourceVersion: '10' } as const;
    const plan = decide(observed({ resource: other, source: unread, store: store([remote()]) }));
    expect(plan.steps).toMatchObject([{ action: 'Patch', patch: { value: 'Set' } }]);
    expect(lacksValues(plan)).toBe(true);
  });

  test('a digest counts only for the template or the bundle that it was made of', () => {
    const unread = { kind: 'Unchanged', resourceVersion: '10' } as const;
    const [source] = desiredEntries(resource({ data: [{ name: 'KEY', template: '$(key)' }] }).spec, []);
    const made = { ...status, entries: [record(remote(), { source: source?.key ?? '' })] };
    const planned = (chosen: object): Plan => {
      const of = resource({ data: [{ name: 'KEY', ...chosen }] }, { status: made });
      return decide(observed({ resource: of, source: unread, store: store([remote()]) }));
    };
    expect(planned({ template: '$(key)' }).steps).toMatchObject([{ action: 'Keep' }]);
    for (const other of [{ template: '$(key) ' }, { bundle: { format: 'Json' } }, { key: 'key' }])
      expect(lacksValues(planned(other))).toBe(true);
  });
});
