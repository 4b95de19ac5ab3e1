import { describe, expect, test } from 'vitest';
import { SecretValue } from '../../src/core/secret-value.ts';
import { all, hundred, startWriter } from './many-callers.ts';

const more = hundred.map((name) => `${name}_TOO`);
const kib = 1024;

type Store = Awaited<ReturnType<typeof startWriter>>;

/** The statuses and sizes of all requests that create, and begins to count anew. */
async function creates(store: Store) {
  const calls = (await store.admin.calls()).filter(({ operation }) => operation === 'secrets.create');
  await store.admin.clearCalls();
  const refused = calls.filter(({ status }) => status !== 200);
  return { refused, sizes: calls.filter(({ status }) => status === 200).map(({ count = 0 }) => count) };
}

describe('a Cloudflare that takes fewer secrets at once than we send', () => {
  test.each(['contentTooLarge', 'badRequest'] as const)(
    'is told no more than that from then on (it says %s)',
    async (tooManyEntries) => {
      const store = await startWriter({ maxBulkEntries: 10, tooManyEntries });
      expect(await store.createNamed(hundred)).toEqual(all(hundred, 'created'));
      const first = await creates(store);
      // 100, 50, 25 and 13 are too many; 7 are not, and so no more are sent at once.
      expect(first.refused.map(({ count }) => count)).toEqual([100, 50, 25, 13]);
      expect(first.sizes.length).toBeLessThanOrEqual(20);

      expect(await store.createNamed(more)).toEqual(all(more, 'created'));
      const second = await creates(store);
      expect(second.refused).toEqual([]);
      expect(second.sizes.length).toBeLessThanOrEqual(20);
    },
  );

  test('is asked for no listing where it says 413: nothing was done', async () => {
    const store = await startWriter({ maxBulkEntries: 10, tooManyEntries: 'contentTooLarge' });
    await store.createNamed(hundred);
    expect(await store.counted()).not.toHaveProperty('secrets.list');
  });
});

describe('a Cloudflare that takes fewer bytes at once than we send', () => {
  const long = { value: new SecretValue('x'.repeat(32 * kib)) };

  test('gets what is long in smaller parts from then on, and what is short at once', async () => {
    const store = await startWriter({ maxBodyBytes: 200 * kib });
    const names = hundred.slice(0, 20);
    expect(await store.createNamed(names, () => long)).toEqual(all(names, 'created'));
    const first = await creates(store);
    expect(first.refused.map(({ status }) => status)).toEqual([413, 413]);

    const others = more.slice(0, 20);
    expect(await store.createNamed(others, () => long)).toEqual(all(others, 'created'));
    expect((await creates(store)).refused).toEqual([]);

    const short = hundred.slice(20);
    expect(await store.createNamed(short)).toEqual(all(short, 'created'));
    expect(await creates(store)).toEqual({ refused: [], sizes: [short.length] });
  });
});
