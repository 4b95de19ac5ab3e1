import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { secretId } from '../../src/core/ids.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { Observed } from '../../src/core/observed.ts';
import type { RecordedEntry } from '../../src/core/plan.ts';
import { deleting, neighbour, observed, record, remote, resource, source, type Spec, store } from './builders.ts';

const there = remote();
const unread = { kind: 'Unchanged', resourceVersion: '10' } as const;

const decided = (entries: readonly RecordedEntry[], parts: Partial<Observed> = {}, spec: Partial<Spec> = {}) => {
  const of = resource(spec, { metadata: deleting, status: { entries } });
  return decide(observed({ resource: of, store: store([there]), source: unread, ...parts })).steps;
};

describe('a resource that is being deleted', () => {
  test('has its recorded secrets deleted', () => {
    expect(decided([record(there)])).toMatchObject([{ action: 'Delete', remote: there }]);
  });

  test('has them deleted though its Secret is gone', () => {
    const gone = { kind: 'Unavailable', failure: { kind: 'Waiting', reason: 'SecretNotFound', message: '' } } as const;
    expect(decided([record(there)], { source: gone })).toMatchObject([{ action: 'Delete' }]);
  });

  test('has nothing created any more', () => {
    expect(decided([], { store: store(), source: source() })).toEqual([]);
  });

  test('with deletionPolicy Retain has them released', () => {
    expect(decided([record(there)], {}, { deletionPolicy: 'Retain' })).toMatchObject([{ action: 'Release' }]);
  });

  test('has what is not ours any more forgotten', () => {
    const taken = remote({ comment: withMark('', neighbour) });
    expect(decided([record(there)], { store: store([taken]) })).toMatchObject([{ action: 'Forget' }]);
  });
});

describe('a resource that is being deleted after a crash between a create and its record', () => {
  test('has the secret deleted that its spec names and our mark proves', () => {
    expect(decided([])).toMatchObject([{ action: 'Delete', remote: there }]);
  });

  test('has it deleted where dataFrom named it', () => {
    const spec = { data: [], dataFrom: { include: ['*'] } };
    const found = remote({ name: 'a' });
    const steps = decided([], { store: store([found]), source: source({ a: 'value' }) }, spec);
    expect(steps).toMatchObject([{ action: 'Delete', remote: found }]);
  });

  test('has it deleted where an earlier, failed try was recorded without an id', () => {
    expect(decided([{ name: 'KEY', state: 'Retrying' }])).toMatchObject([{ action: 'Delete', remote: there }]);
  });

  test('has it deleted where what was recorded is the one that it replaced', () => {
    const before = { ...record(there), secretId: 'id-before' };
    expect(decided([before])).toMatchObject([{ action: 'Delete', remote: there }]);
  });

  test.each([
    ['unmarked', ''],
    ["another's", withMark('', neighbour)],
  ])('leaves what its spec names and is %s', (_whose, comment) => {
    for (const entries of [[], [{ name: 'KEY', state: 'Retrying' }]]) {
      expect(decided(entries, { store: store([remote({ comment })]) })).toMatchObject([{ action: 'Forget' }]);
    }
  });

  test('leaves what carries our mark and neither spec nor status names: two clusters may have one name', () => {
    const stray = remote({ name: 'STRAY', id: secretId('id-stray') });
    expect(decided([record(there)], { store: store([there, stray]) })).toMatchObject([{ name: 'KEY' }]);
  });

  test('leaves what its spec no longer names, though a record without an id does', () => {
    const stray = remote({ name: 'OLD' });
    const steps = decided([{ name: 'OLD', state: 'Retrying' }], { store: store([stray]) });
    expect(steps).toMatchObject([{ name: 'OLD', action: 'Forget' }]);
  });
});
