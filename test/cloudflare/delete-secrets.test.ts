import { describe, expect, it } from 'vitest';
import { deleteSecrets } from '../../src/cloudflare/delete-secrets.ts';
import { secretId, type SecretId } from '../../src/core/ids.ts';
import { startStore } from './emulated-store.ts';
import { account, change } from './test-edge.ts';

const strangeId = secretId('ffffffffffffffffffffffffffffffff');
const done = { ok: true, value: undefined };

/** A store with three secrets, and their ids. */
async function startFilled(settings: Parameters<typeof startStore>[0] = {}) {
  const store = await startStore(settings);
  const seeds = ['A', 'B', 'C'].map((name) => ({ name, value: 'x' }));
  const seeded = await store.admin.seed(account, store.address.storeId, seeds);
  await store.snapshot.take(change);
  await store.admin.clearCalls();
  const [a = strangeId, b = strangeId, c = strangeId] = seeded.map(({ id }): SecretId => secretId(id));
  return { ...store, a, b, c };
}

describe('deleting secrets', () => {
  it('is one bulk request for several, and the snapshot forgets them', async () => {
    const store = await startFilled();
    expect(await deleteSecrets(store, [store.a, store.b], change)).toEqual(
      new Map([
        [store.a, done],
        [store.b, done],
      ]),
    );
    expect(await store.operations()).toEqual(['secrets.bulkDelete']);
    expect(await store.stored()).toEqual({ C: 'x' });
    expect(store.snapshot.all().map(({ name }) => name)).toEqual(['C']);
  });

  it('is a plain request for one', async () => {
    const store = await startFilled();
    expect(await deleteSecrets(store, [store.a], change)).toEqual(new Map([[store.a, done]]));
    expect(await store.operations()).toEqual(['secrets.delete']);
  });

  it('counts an id once', async () => {
    const store = await startFilled();
    expect((await deleteSecrets(store, [store.a, store.a], change)).size).toBe(1);
    expect(await store.operations()).toEqual(['secrets.delete']);
  });

  it.each(['ignore', 'refuse'] as const)('succeeds for what is gone already (unknown ids: %s)', async (unknown) => {
    const store = await startFilled({ bulkDeleteUnknownIds: unknown });
    const outcomes = await deleteSecrets(store, [store.a, strangeId, store.b], change);
    expect([...outcomes.values()]).toEqual([done, done, done]);
    expect(await store.stored()).toEqual({ C: 'x' });
  });

  it.each(['after', 'before'] as const)(
    'is settled by a listing when the answer is lost (%s the work)',
    async (when) => {
      const store = await startFilled();
      await store.admin.inject({ operation: 'secrets.bulkDelete', times: 1, action: { kind: 'reset', when } });
      const outcomes = await deleteSecrets(store, [store.a, store.b], change);
      expect([...outcomes.values()]).toEqual([done, done]);
      expect(await store.stored()).toEqual({ C: 'x' });
      expect((await store.operations()).slice(0, 2)).toEqual(['secrets.bulkDelete', 'secrets.list']);
    },
  );

  it('says so, and distrusts the snapshot, when nobody can tell', async () => {
    const store = await startFilled();
    await store.admin.inject({ operation: '*', action: { kind: 'status', status: 503 } });
    const outcomes = await deleteSecrets(store, [store.a, store.b], change);
    const failure = { kind: 'Unavailable', detail: 'HTTP 503', processed: 'Maybe' };
    expect([...outcomes.values()]).toEqual([
      { ok: false, failure },
      { ok: false, failure },
    ]);
    expect(store.snapshot.isTaken).toBe(false);
  });
});
