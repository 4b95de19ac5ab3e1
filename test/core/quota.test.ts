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

  test('are said in numbers: the quota, what is used, what is reserved and what is wanted', () => {
    const [, , third] = actions(2);
    expect(third).toMatchObject({
      failure: {
        message:
          'Cannot create secret "C" in store "main": of the account\'s 50 places 50 are used and 0 reserved, ' +
          'and this resource wants 2 more; delete what is no longer needed, have the quota raised',
      },
    });
  });
});

const reserving = (free: number, quotaReserve: number) => {
  const quota = { limit: 50, used: 50 - free };
  return decide(observed({ resource: chosen, source: keys, store: store([], { quota, quotaReserve }) })).steps;
};

describe('the reserve', () => {
  test('is never taken by a create, and the message says by what', () => {
    const steps = reserving(5, 3);
    expect(steps.map(({ action }) => action)).toEqual(['Create', 'Create', 'Hold', 'Hold']);
    expect(steps[3]).toMatchObject({
      failure: {
        message: expect.stringMatching(/50 places 47 are used and 3 reserved.*wants 2 more.*lower quotaReserve/),
      },
    });
  });

  test('holds everything where it is taken already', () => {
    expect(reserving(2, 5).every(({ action }) => action === 'Hold')).toBe(true);
  });
});

describe('where a pass deletes and creates', () => {
  const old = ['X', 'Y'].map((name) => remote({ name }));
  const records = [record(old[0] ?? remote(), { source: 'x' }), record(old[1] ?? remote(), { source: 'A' })];
  const order = (free: number, quotaReserve = 0) => {
    const quota = { limit: 50, used: 50 - free };
    return decide(
      observed({ resource: chosen, source: keys, store: store(old, { quota, quotaReserve }), records }),
    ).steps.map((step) => {
      if (step.action === 'Create') return step.needsRoom ? 'Create after' : 'Create';
      if (step.action === 'Delete') return step.makesRoom ? 'Delete first' : 'Delete';
      return step.action;
    });
  };

  test('the deletions come last while there is room', () => {
    expect(order(4)).toEqual(['Create', 'Create', 'Create', 'Create', 'Delete', 'Delete']);
  });

  test('a deletion goes first where that makes room, but not that of a name which a new one replaces', () => {
    expect(order(3)).toEqual(['Create', 'Create', 'Create', 'Create after', 'Delete first', 'Delete']);
    expect(order(0)).toEqual(['Create after', 'Hold', 'Hold', 'Hold', 'Delete first', 'Delete']);
  });

  test('no deletion goes first where it brings no place', () => {
    expect(order(2, 4)).toEqual(['Hold', 'Hold', 'Hold', 'Hold', 'Delete', 'Delete']);
  });
});
