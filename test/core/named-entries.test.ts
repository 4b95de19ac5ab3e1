import { describe, expect, test } from 'vitest';
import { mayHaveUnseen, namedEntries } from '../../src/core/named-entries.ts';
import type { Observed } from '../../src/core/observed.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { deleting, finalized, observed, record, remote, resource, source, store } from './builders.ts';

const there = remote();
const going = resource({}, { metadata: deleting });

const mayHave = (parts: Partial<Observed>, shown = store()): boolean =>
  mayHaveUnseen(observed({ resource: going, ...parts }), shown);

describe('a resource that is being deleted', () => {
  test('may have a secret that nobody sees where one is neither recorded nor shown', () => {
    expect(mayHave({})).toBe(true);
    expect(mayHave({ records: [{ name: 'KEY', state: 'Failed', reason: 'QuotaExceeded' }] })).toBe(true);
  });

  test('has none where all are recorded, or shown', () => {
    expect(mayHave({ records: [record(there)] })).toBe(false);
    expect(mayHave({}, store([there]))).toBe(false);
  });

  test('may have one of a key that came after the last record', () => {
    const all = resource({ data: [], dataFrom: { include: ['*'] } }, { metadata: deleting });
    const records = [record(there)];
    expect(mayHave({ resource: all, records, source: source({ KEY: 'value' }) })).toBe(false);
    expect(mayHave({ resource: all, records, source: source({ KEY: 'value', LATE: 'value' }) })).toBe(true);
  });
});

test('a resource that stays, or for which nothing was begun, has none', () => {
  expect(mayHave({ resource: resource({}, { metadata: finalized }) })).toBe(false);
  expect(mayHave({ resource: resource({}, { metadata: { ...deleting, finalizers: [] } }) })).toBe(false);
});

test('without the Secret, only what was found tells of keys: that an entry names one proves nothing', () => {
  const failure = waiting('SecretNotFound', 'There is no Secret');
  const both = resource(
    { data: [{ name: 'CHOSEN', key: 'alpha' }], dataFrom: { include: ['*'], naming: { prefix: 'P_' } } },
    {
      status: {
        entries: [
          { name: 'CHOSEN', state: 'Waiting', reason: 'SecretNotFound', source: 'alpha' },
          { name: 'DROPPED', state: 'Waiting', reason: 'SecretNotFound', source: 'gamma' },
          { name: 'P_beta', state: 'Synced', source: 'beta' },
        ],
      },
    },
  );
  const named = namedEntries(observed({ resource: both, source: { kind: 'Unavailable', failure } }));
  expect(named.map(({ name }) => name)).toEqual(['CHOSEN', 'P_beta']);
});
