import { describe, expect, test } from 'vitest';
import { annotations } from '../../src/api/group.ts';
import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import type { Observed } from '../../src/core/observed.ts';
import { withMark } from '../../src/core/ownership.ts';
import { previewOf } from '../../src/core/preview.ts';
import { deleting, neighbour, observed, record, remote, resource, source, type Spec, store } from './builders.ts';

const preview = (parts: Partial<Observed>) => {
  const seen = observed(parts);
  return previewOf(decide(seen), seen.resource);
};
const recorded = (spec: Partial<Spec>, ...entries: ReturnType<typeof record>[]): SecretsStoreSecret =>
  resource(spec, { status: { entries } });

describe('the preview of a plan', () => {
  test('says of a new secret that it would be created', () => {
    expect(preview({})).toEqual({
      summary: '+1 ~0 -0',
      counts: {
        creates: 1,
        copies: 0,
        updates: 0,
        adoptions: 0,
        renames: 0,
        releases: 0,
        deletions: 0,
        unchanged: 0,
        held: 0,
      },
      changes: [{ name: 'KEY', action: 'Create', why: 'it is not there yet' }],
    });
  });

  test('lists nothing where nothing would change', () => {
    const { changes, ...rest } = preview({ resource: recorded({}, record(remote())), store: store([remote()]) });
    expect(changes).toBeUndefined();
    expect(rest).toMatchObject({ summary: '+0 ~0 -0', counts: { unchanged: 1 } });
  });

  test.each<[string, Partial<Observed>, object]>([
    [
      'that somebody deleted it',
      { resource: recorded({}, record(remote())) },
      { action: 'Create', why: 'somebody else has deleted it' },
    ],
    [
      'that its source has another value',
      { resource: recorded({}, record(remote(), { text: 'before' })), store: store([remote()]) },
      { action: 'Update', parts: ['value'], why: 'its source has another value than was last written' },
    ],
    [
      'that somebody changed it',
      { resource: recorded({}, record(remote())), store: store([remote({ modified: 'm2' })]) },
      { action: 'Update', parts: ['value'], why: 'somebody else has changed it' },
    ],
    [
      'that the spec has other scopes and another comment',
      { resource: recorded({ scopes: ['dex'], comment: 'Shop' }, record(remote())), store: store([remote()]) },
      { action: 'Update', parts: ['scopes', 'comment'], why: 'the spec says otherwise' },
    ],
    [
      'that it carries our mark and is not recorded',
      { store: store([remote()]) },
      {
        action: 'Update',
        parts: ['value', 'scopes', 'comment'],
        why: 'it carries our mark, and nothing records what was written',
      },
    ],
    [
      'that nobody has marked it',
      { resource: resource({ adoptionPolicy: 'IfUnowned' }), store: store([remote({ comment: 'by hand' })]) },
      { action: 'Adopt', parts: ['value', 'scopes', 'comment'], why: 'no operator has marked it' },
    ],
    [
      'whose it is',
      {
        resource: resource({ adoptionPolicy: 'Always' }),
        store: store([remote({ comment: withMark('', neighbour) })]),
      },
      {
        action: 'Adopt',
        parts: ['value', 'scopes', 'comment'],
        why: 'adoptionPolicy is Always; it belongs to prod-eu shop/other-keys',
      },
    ],
    [
      'that it is no longer wanted',
      {
        resource: recorded({ data: [], dataFrom: { include: ['x*'] } }, record(remote())),
        store: store([remote()]),
      },
      { action: 'Delete', why: 'it is no longer wanted' },
    ],
    [
      'that it is no longer wanted, and stays',
      {
        resource: recorded({ data: [], dataFrom: { include: ['x*'] }, deletionPolicy: 'Retain' }, record(remote())),
        store: store([remote()]),
      },
      { action: 'Release', parts: ['comment'], why: 'it is no longer wanted; deletionPolicy is Retain' },
    ],
    [
      'that the resource is being deleted',
      {
        resource: resource({}, { metadata: deleting, status: { entries: [record(remote())] } }),
        store: store([remote()]),
      },
      { action: 'Delete', why: 'the resource is being deleted' },
    ],
    [
      'of which secret it would be a copy',
      {
        resource: resource({ data: [{ name: 'KEY', copyOf: 'ORIGIN' }] }),
        store: store([remote({ name: 'ORIGIN', comment: '' })]),
      },
      { action: 'Copy', from: 'ORIGIN', why: 'it is not there yet' },
    ],
    [
      'that a copy was asked for again',
      {
        resource: resource(
          { data: [{ name: 'KEY', copyOf: 'ORIGIN' }] },
          {
            metadata: { annotations: { [annotations.copyAgain]: '2026-11-24T12:00:00Z' } },
            status: { entries: [record(remote({ modified: '2026-11-24T10:00:00Z' }), { source: 'copy:other' })] },
          },
        ),
        store: store([
          remote({ modified: '2026-11-24T10:00:00Z' }),
          remote({ name: 'ORIGIN', comment: '', modified: '2026-11-24T11:00:00Z' }),
        ]),
      },
      {
        action: 'Update',
        from: 'ORIGIN',
        parts: ['value'],
        why: 'another copy was asked for: it is deleted, and copied anew',
      },
    ],
  ])('says %s', (_what, parts, change) => {
    expect(preview(parts).changes).toEqual([{ name: 'KEY', ...change }]);
  });

  test('counts what is held, and leaves it to the entries', () => {
    expect(preview({ source: source({}) })).toMatchObject({ summary: '+0 ~0 -0', counts: { held: 1 } });
    expect(preview({ source: source({}) }).changes).toBeUndefined();
  });

  test('lists a hundred changes, what can hurt first, and counts all', () => {
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}`);
    const { changes, counts, summary } = preview({
      resource: recorded({ data: [], dataFrom: { include: ['k*'] } }, record(remote({ name: 'OLD' }))),
      source: source(Object.fromEntries(keys.map((key) => [key, 'value']))),
      store: store([remote({ name: 'OLD' })], { quota: { limit: 500, used: 1 } }),
    });
    expect(counts).toMatchObject({ creates: 150, deletions: 1 });
    expect(summary).toBe('+150 ~0 -1');
    expect(changes).toHaveLength(100);
    expect(changes?.[0]).toMatchObject({ name: 'OLD', action: 'Delete' });
  });

  test('says nothing of a value', () => {
    const said = preview({ resource: recorded({}, record(remote(), { text: 'before' })), store: store([remote()]) });
    expect(JSON.stringify(said)).not.toMatch(/before|value"?:|v1:/);
  });
});
