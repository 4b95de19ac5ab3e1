import { describe, expect, test } from 'vitest';
import { secretId } from '../../src/core/ids.ts';
import { eventually } from '../support/eventually.ts';
import { hundred, startWriter } from './many-callers.ts';
import { account, change } from './test-edge.ts';

const strangeId = secretId('ffffffffffffffffffffffffffffffff');

/** A store with a hundred secrets, which a listing has shown, and their ids. */
async function startFull(settings: Parameters<typeof startWriter>[0] = {}) {
  const store = await startWriter(settings);
  const seeded = await store.admin.seed(
    account,
    store.address.storeId,
    hundred.map((name) => ({ name, value: 'x' })),
  );
  await eventually(
    async () => {
      await store.snapshot.take(change);
      return store.snapshot.all().length === seeded.length;
    },
    { until: 'a listing shows them' },
  );
  await store.admin.clearCalls();
  return { ...store, ids: seeded.map(({ id }) => secretId(id)) };
}

const allDeleted = (count: number): readonly string[] => Array.from({ length: count }, () => 'deleted');

describe('a hundred callers that delete one secret each', () => {
  test('travel as one request', async () => {
    const store = await startFull();
    expect(await store.delete(store.ids)).toEqual(allDeleted(100));
    expect(await store.operations()).toEqual(['secrets.bulkDelete']);
    expect(await store.stored()).toEqual({});
    expect(store.snapshot.all()).toEqual([]);
  });

  test('one after the other wait for a second at most: the first goes at once, the others together', async () => {
    const store = await startFull();
    const startedAt = performance.now();
    const deleted = store.ids.map(async (id, index) => {
      for (let turns = 0; turns < index; turns += 1) await store.operations();
      return store.delete([id]);
    });
    expect((await Promise.all(deleted)).flat()).toEqual(allDeleted(100));
    const seconds = (performance.now() - startedAt) / 1_000;
    const operations = await store.operations();
    expect(operations.length).toBeLessThanOrEqual(2 + seconds);
    expect(operations[0]).toBe('secrets.delete');
  });

  test.each(['ignore', 'refuse', 'refuseInPart'] as const)(
    'succeed where one of them is gone already (unknown ids: %s)',
    async (bulkDeleteUnknownIds) => {
      const store = await startFull({ bulkDeleteUnknownIds });
      expect(await store.delete([...store.ids.slice(1), strangeId])).toEqual(allDeleted(100));
      expect(await store.stored()).toEqual({ S00: 'x' });
      expect((await store.operations()).length).toBeLessThanOrEqual(4);
    },
  );

  test.each(['after', 'before'] as const)(
    'are settled by a listing where the answer is lost (%s the work)',
    async (when) => {
      const store = await startFull();
      await store.admin.inject({ operation: 'secrets.bulkDelete', times: 1, action: { kind: 'reset', when } });
      expect(await store.delete(store.ids)).toEqual(allDeleted(100));
      expect(await store.stored()).toEqual({});
      const again = when === 'before' ? ['secrets.bulkDelete', 'secrets.bulkDelete'] : [];
      expect(await store.operations()).toEqual(['secrets.bulkDelete', 'secrets.list', ...again]);
    },
  );

  test.each(['contentTooLarge', 'badRequest'] as const)(
    'are told to Cloudflare in parts that it takes (it says %s)',
    async (tooManyEntries) => {
      const store = await startFull({ maxBulkEntries: 10, tooManyEntries });
      expect(await store.delete(store.ids)).toEqual(allDeleted(100));
      const refused = (await store.admin.calls()).filter(({ status }) => status !== 202 && status !== 200);
      expect(refused.map(({ count }) => count)).toEqual([100, 50, 25, 13]);
      expect(await store.stored()).toEqual({});
    },
  );

  test.each(['refuse', 'refuseInPart'] as const)(
    'are not misled by a listing that lags, and cost few calls (unknown ids: %s)',
    async (bulkDeleteUnknownIds) => {
      const store = await startFull({ readLagMs: 1_500, readLagOf: 'everyWrite', bulkDeleteUnknownIds });
      await store.admin.inject({ operation: 'secrets.bulkDelete', times: 1, action: { kind: 'reset', when: 'after' } });
      expect(await store.delete(store.ids)).toEqual(allDeleted(100));
      expect(await store.stored()).toEqual({});
      expect((await store.operations()).length).toBeLessThanOrEqual(10);
    },
  );
});
