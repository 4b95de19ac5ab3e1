import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { observed, record, remote, resource, source, store } from './builders.ts';

const letters = ['A', 'B', 'C', 'D'];
const chosen = resource({ data: letters.map((name) => ({ name, key: name })) });
const keys = source(Object.fromEntries(letters.map((name) => [name, 'value'])));

const actions = (free: number, present: readonly string[] = []) => {
  const found = present.map((name) => remote({ name }));
  const quota = { limit: 50, used: 50 - free };
  const records = found.map((one) => record(one));
  return decide(observed({ resource: chosen, source: keys, store: store(found, { quota }), records })).steps;
};

describe("the account's places", () => {
  test('are given out in the order of the spec, and what finds none is held', () => {
    expect(actions(2).map(({ action }) => action)).toEqual(['Create', 'Create', 'Hold', 'Hold']);
    expect(actions(2)[2]).toMatchObject({ failure: { kind: 'Terminal', reason: 'QuotaExceeded' }, key: 'C' });
  });

  test('may be filled to the last one', () => {
    expect(actions(4).every(({ action }) => action === 'Create')).toBe(true);
  });

  test.each([0, -3])('hold every create where %i are free', (free) => {
    expect(actions(free).every(({ action }) => action === 'Hold')).toBe(true);
  });

  test('are not needed by secrets that are there', () => {
    const steps = actions(1, ['A', 'C']).map(({ action }) => action);
    expect(steps).not.toContain('Delete');
    expect(steps.filter((action) => action === 'Create')).toHaveLength(1);
    expect(steps.filter((action) => action === 'Hold')).toHaveLength(1);
    expect(steps[1]).toBe('Create');
  });

  test('are never overdrawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 6 }), fc.subarray(letters), (free, present) => {
        const creates = actions(free, present).filter(({ action }) => action === 'Create').length;
        expect(creates).toBe(Math.max(0, Math.min(free, letters.length - present.length)));
      }),
    );
  });
});
