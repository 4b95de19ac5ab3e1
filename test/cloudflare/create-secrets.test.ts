import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../src/cloudflare/create-secrets.ts';
import { newSecret, startStore } from './emulated-store.ts';
import { account, change } from './test-edge.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `S${String(index).padStart(2, '0')}`);
const badScope = { scopes: ['lambda'] };

type Store = Awaited<ReturnType<typeof startStore>>;

/** Which names were created, and the failure's kind of the others. */
async function create(store: Store, wanted: Parameters<typeof createSecrets>[1]) {
  const outcomes = await createSecrets(store, wanted, change);
  return Object.fromEntries(
    [...outcomes].map(([name, outcome]) => [name, outcome.ok ? 'created' : outcome.failure.kind]),
  );
}

const all = (wanted: readonly string[], outcome: string) => Object.fromEntries(wanted.map((name) => [name, outcome]));

describe('creating secrets', () => {
  it('is one request, and the snapshot knows them without a listing', async () => {
    const store = await startStore();
    const outcomes = await createSecrets(
      store,
      names(100).map((name) => newSecret(name)),
      change,
    );
    expect(outcomes.size).toBe(100);
    const outcome = outcomes.get('S42');
    expect(outcome).toMatchObject({ ok: true, value: { name: 'S42' } });
    expect(store.snapshot.byName('S42')).toEqual(outcome?.ok === true ? outcome.value : 'nothing');
    expect(await store.operations()).toEqual(['secrets.create']);
  });

  it('of nothing asks nobody', async () => {
    const store = await startStore();
    expect(await create(store, [])).toEqual({});
    expect(await store.operations()).toEqual([]);
  });

  it.each([
    ['atomic', 'created'],
    ['partial', 'NameTaken'],
  ] as const)(
    'fails for the one bad secret alone, and what a refused POST created is left to a PATCH (bulk POST is %s)',
    async (bulkCreate, outcome) => {
      const store = await startStore({ bulkCreate });
      const good = names(20);
      const wanted = [...good.slice(0, 7), 'BAD', ...good.slice(7)].map((name) =>
        newSecret(name, name === 'BAD' ? badScope : {}),
      );
      expect(await create(store, wanted)).toEqual({ ...all(good, outcome), BAD: 'InvalidScope' });
      expect(Object.keys(await store.stored()).toSorted()).toEqual(good);
      expect(store.snapshot.all()).toHaveLength(20);
    },
  );

  it.each(['atomic', 'partial'] as const)(
    'fails for a name that is not ours alone (bulk POST is %s)',
    async (bulkCreate) => {
      const store = await startStore({ bulkCreate });
      await store.admin.seed(account, store.address.storeId, [{ name: 'THEIRS', value: 'x', comment: 'by hand' }]);
      const outcomes = await create(
        store,
        ['A', 'THEIRS', 'B'].map((name) => newSecret(name)),
      );
      expect(outcomes['THEIRS']).toBe('NameTaken');
      expect(await store.stored()).toEqual({ A: 'value of A', B: 'value of B', THEIRS: 'x' });
      expect(store.snapshot.byName('THEIRS')).toBeDefined();
    },
  );

  it('does not take a leftover of a crash for its own work: its value may be another', async () => {
    const store = await startStore();
    const { comment } = newSecret('A');
    await store.admin.seed(account, store.address.storeId, [{ name: 'A', value: 'from before', comment }]);
    expect(await create(store, [newSecret('A'), newSecret('B')])).toEqual({ A: 'NameTaken', B: 'created' });
    expect(store.snapshot.isTaken).toBe(true);
    expect(store.snapshot.byName('A')).toBeDefined();
  });

  it('distrusts the snapshot when a name is taken that it does not show', async () => {
    const store = await startStore();
    await store.snapshot.take(change);
    await store.admin.seed(account, store.address.storeId, [{ name: 'A', value: 'x' }]);
    expect(await create(store, [newSecret('A')])).toEqual({ A: 'NameTaken' });
    expect(store.snapshot.isTaken).toBe(false);
  });

  it('fills a store to its last place', async () => {
    const store = await startStore();
    await store.admin.settings({ accounts: [{ id: account, secretsQuota: 5 }] });
    const outcomes = await create(
      store,
      names(8).map((name) => newSecret(name)),
    );
    expect(Object.values(outcomes).filter((kind) => kind === 'created')).toHaveLength(5);
    expect(Object.values(outcomes).filter((kind) => kind === 'SecretsQuota')).toHaveLength(3);
  });
});

describe('an answer that is lost', () => {
  it.each(['reset', 'hang'] as const)('after the work was done leaves it to a PATCH (%s)', async (kind) => {
    const store = await startStore({}, { timeoutMs: 300 });
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind, when: 'after' } });
    expect(
      await create(
        store,
        names(10).map((name) => newSecret(name)),
      ),
    ).toEqual(all(names(10), 'NameTaken'));
    expect(await store.operations()).toEqual(['secrets.create', 'secrets.list']);
    expect(store.snapshot.all()).toHaveLength(10);
  });

  it('says nothing about a leftover of ours that the listing before did not show: its value may be another', async () => {
    const store = await startStore();
    await store.snapshot.take(change);
    const { comment } = newSecret('A');
    await store.admin.seed(account, store.address.storeId, [{ name: 'A', value: 'from before', comment }]);
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    expect(await create(store, [newSecret('A')])).toEqual({ A: 'NameTaken' });
    expect(await store.stored()).toEqual({ A: 'from before' });
    expect(store.snapshot.byName('A')).toBeDefined();
  });

  it('before the work was done is made good', async () => {
    const store = await startStore();
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    expect(
      await create(
        store,
        names(10).map((name) => newSecret(name)),
      ),
    ).toEqual(all(names(10), 'created'));
    const operations = await store.operations();
    expect(operations).toEqual(['secrets.create', 'secrets.list', 'secrets.create', 'secrets.create']);
  });

  it.each([
    ['another comment', { comment: 'by hand' }],
    ['other scopes', { comment: newSecret('A').comment, scopes: ['access'] }],
  ])('proves nothing about a secret with %s', async (_, theirs) => {
    const store = await startStore();
    await store.admin.seed(account, store.address.storeId, [{ name: 'A', value: 'x', ...theirs }]);
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    expect(await create(store, [newSecret('A'), newSecret('B')])).toEqual({ A: 'NameTaken', B: 'created' });
    expect(await store.stored()).toEqual({ A: 'x', B: 'value of B' });
  });

  it('to a single secret is settled by a listing and not by a second create', async () => {
    const store = await startStore();
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    expect(await create(store, [newSecret('A')])).toEqual({ A: 'Unavailable' });
    expect(await store.operations()).toEqual(['secrets.create', 'secrets.list']);
    expect(store.snapshot.isTaken).toBe(false);
  });

  it('and lost again ends after three, when nothing at all goes through', async () => {
    const store = await startStore();
    await store.admin.inject({ operation: 'secrets.create', action: { kind: 'status', status: 500 } });
    const outcomes = await create(
      store,
      names(50).map((name) => newSecret(name)),
    );
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['Unavailable']));
    expect((await store.operations()).filter((operation) => operation === 'secrets.create')).toHaveLength(3);
  });

  it('and no listing to settle it leaves all of it in doubt', async () => {
    const store = await startStore();
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'after' } });
    await store.admin.inject({ operation: 'secrets.list', action: { kind: 'status', status: 503 } });
    const outcomes = await createSecrets(store, [newSecret('A'), newSecret('B')], change);
    const failure = { kind: 'Unavailable', detail: 'HTTP 503', processed: 'Maybe' };
    expect([...outcomes.values()]).toEqual([
      { ok: false, failure },
      { ok: false, failure },
    ]);
    expect(store.snapshot.isTaken).toBe(false);
  });
});

describe('a failure that concerns all', () => {
  it.each([
    ['a token that Cloudflare does not know', 'Unauthenticated', 401, { code: 10000, message: 'Authentication error' }],
    [
      'a token without the permission',
      'Forbidden',
      403,
      { code: 9109, message: 'Unauthorized to access requested resource' },
    ],
    ['a store that is gone', 'StoreNotFound', 404, { code: 1001, message: 'store_not_found' }],
    ['a rate limit', 'RateLimited', 429, { code: 971, message: 'Please wait' }],
  ])('is asked about once: %s', async (_, kind, status, error) => {
    const store = await startStore();
    const body = { success: false, errors: [error], result: null };
    await store.admin.inject({ operation: 'secrets.create', action: { kind: 'status', status, body } });
    const outcomes = await create(
      store,
      names(10).map((name) => newSecret(name)),
    );
    expect(new Set(Object.values(outcomes))).toEqual(new Set([kind]));
    expect(await store.operations()).toEqual(['secrets.create']);
  });

  it('may be our own signal', async () => {
    const store = await startStore();
    const outcomes = await createSecrets(store, [newSecret('A')], { lane: 'Change', signal: AbortSignal.abort() });
    expect(outcomes.get('A')).toEqual({ ok: false, failure: { kind: 'Aborted' } });
  });
});
