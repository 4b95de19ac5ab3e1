import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Observed } from '../../src/core/observed.ts';
import { terminal } from '../../src/core/sync-failure.ts';
import { deleting, finalized, observed, record, remote, resource, source, store } from './builders.ts';

const change = (parts: Partial<Observed>) => decide(observed(parts)).finalizer;
const recorded = { status: { entries: [record(remote())] } };
const gone = { kind: 'Unusable', failure: terminal('StoreNotFound', 'gone') } as const;

describe('the finalizer', () => {
  test('is added before the first create', () => {
    expect(change({})).toBe('Add');
  });

  test('is added before a secret is adopted', () => {
    const spec = { adoptionPolicy: 'Always' } as const;
    expect(change({ resource: resource(spec), store: store([remote({ comment: '' })]) })).toBe('Add');
  });

  test('is added where it is missing and something is recorded', () => {
    expect(change({ resource: resource({}, recorded), store: store([remote()]) })).toBe('Add');
  });

  test('is not added while nothing of the resource is at Cloudflare', () => {
    expect(change({ source: source({}) })).toBe('Leave');
    expect(change({ store: store([remote({ comment: '' })]) })).toBe('Leave');
  });

  test('is left where it stands', () => {
    expect(change({ resource: resource({}, { metadata: finalized }) })).toBe('Leave');
  });

  test('goes when deletionPolicy becomes Retain, and is not added under it', () => {
    expect(change({ resource: resource({ deletionPolicy: 'Retain' }, { metadata: finalized }) })).toBe('Remove');
    expect(change({ resource: resource({ deletionPolicy: 'Retain' }) })).toBe('Leave');
  });

  test('goes under Retain though nothing can be written', () => {
    const retained = resource({ deletionPolicy: 'Retain' }, { metadata: finalized });
    expect(change({ resource: retained, store: gone })).toBe('Remove');
    const suspended = resource({ deletionPolicy: 'Retain', suspend: true }, { metadata: finalized });
    expect(change({ resource: suspended })).toBe('Remove');
  });

  test('is left on a resource that is being deleted: what became of the deletion says when it goes', () => {
    expect(change({ resource: resource({}, { metadata: deleting }) })).toBe('Leave');
    expect(change({ resource: resource({ deletionPolicy: 'Retain' }, { metadata: deleting }) })).toBe('Leave');
  });
});
