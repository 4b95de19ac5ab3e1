import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../src/emulator/faults.ts';
import { all, hundred, startWriter } from './many-callers.ts';

const values = Object.fromEntries(hundred.map((name) => [name, `value of ${name}`]));
const timeoutMs = 1_000;

/** A writer of which the first POST is answered as `action` says. */
async function startLosing(action: FaultAction, settings: Parameters<typeof startWriter>[0] = {}) {
  const store = await startWriter(settings, { timeoutMs });
  await store.admin.inject({ operation: 'secrets.create', times: 1, action });
  return store;
}

describe('a hundred callers whose POST is not answered', () => {
  test.each([
    ['a reset', { kind: 'reset', when: 'after' }],
    ['a time-out', { kind: 'hang', when: 'after' }],
    ['a 500', { kind: 'status', status: 500, when: 'after' }],
  ] as const)('find by one listing that it was carried out (%s)', async (_, action) => {
    const store = await startLosing(action);
    expect(await store.createNamed(hundred)).toEqual(all(hundred, 'NameTaken'));
    expect(await store.operations()).toEqual(['secrets.create', 'secrets.list']);
    expect(await store.stored()).toEqual(values);
  });

  test.each([
    ['a reset', { kind: 'reset', when: 'before' }],
    ['a time-out', { kind: 'hang', when: 'before' }],
  ] as const)('find by one listing that it was not, and send it again in halves (%s)', async (_, action) => {
    const store = await startLosing(action);
    expect(await store.createNamed(hundred)).toEqual(all(hundred, 'created'));
    expect(await store.operations()).toEqual(['secrets.create', 'secrets.list', 'secrets.create', 'secrets.create']);
    expect(await store.stored()).toEqual(values);
  });
});

describe('listings that lag', () => {
  const readLagMs = 1_500;

  test('do not make a second create of what a lost POST has done, and cost few calls', async () => {
    const store = await startLosing({ kind: 'reset', when: 'after' }, { readLagMs, readLagOf: 'everyWrite' });
    expect(await store.createNamed(hundred)).toEqual(all(hundred, 'NameTaken'));
    expect(await store.stored()).toEqual(values);
    expect((await store.admin.calls()).filter(({ status }) => status === 200)).not.toContainEqual(
      expect.objectContaining({ operation: 'secrets.create' }),
    );
    expect((await store.operations()).length).toBeLessThanOrEqual(10);
  });

  test('cost few calls where a refused POST was carried out for all but the one at fault', async () => {
    const store = await startWriter({ readLagMs, readLagOf: 'everyWrite', bulkCreate: 'partial' });
    const outcomes = await store.createNamed(hundred, (name) => (name === 'S42' ? { scopes: ['lambda'] } : {}));
    expect(outcomes).toEqual({ ...all(hundred, 'NameTaken'), S42: 'InvalidScope' });
    const { S42: _, ...others } = values;
    expect(await store.stored()).toEqual(others);
    expect((await store.operations()).length).toBeLessThanOrEqual(10);
  });
});
