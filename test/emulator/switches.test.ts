import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, names, refusal, startTestEmulator, strangeId, type TestEmulator } from './running-emulator.ts';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const entry = (name: string, value = 'v') => ({ name, value, scopes: ['workers'] });
const create = (...entries: readonly ReturnType<typeof entry>[]) =>
  emulator.call('POST', emulator.secretsPath, { body: entries });
const listed = async () => names(await emulator.call('GET', `${emulator.secretsPath}?order=name&direction=asc`));
const stored = () => emulator.admin.secrets(accountId, emulator.storeId);
const storedNames = async () => (await stored()).map(({ name }) => name);
const deleteIds = (ids: readonly unknown[]) => emulator.call('DELETE', emulator.secretsPath, { body: { ids } });

async function seedOne(name = 'A'): Promise<Readonly<{ id: string; path: string }>> {
  const [secret] = await emulator.admin.seed(accountId, emulator.storeId, [{ name, value: 'old' }]);
  const id = secret?.id ?? '';
  return { id, path: `${emulator.secretsPath}/${id}` };
}

describe('the name of a deleted secret', () => {
  const taken = { status: 400, code: 1003, message: 'secret_name_already_exists: A' };

  test('stays taken for as long as nameReservedMs says, though no listing shows it', async () => {
    await emulator.admin.settings({ nameReservedMs: 3000 });
    const { path } = await seedOne();
    await emulator.call('DELETE', path);
    expect(await listed()).toEqual([]);
    emulator.advance(2999);
    expect(refusal(await create(entry('A')))).toEqual(taken);
    emulator.advance(1);
    expect((await create(entry('A'))).status).toBe(200);
  });

  test('stays taken for ever if nameReservedMs says so, for a duplicate too', async () => {
    await emulator.admin.settings({ nameReservedMs: 'forever' });
    const [a, b] = [await seedOne('A'), await seedOne('B')];
    await deleteIds([a.id]);
    emulator.advance(1_000_000_000);
    expect(refusal(await create(entry('A')))).toEqual(taken);
    const copy = await emulator.call('POST', `${b.path}/duplicate`, { body: { name: 'A', scopes: ['workers'] } });
    expect(refusal(copy)).toEqual(taken);
  });

  test('takes no place of the quota, and does not keep a store from being deleted', async () => {
    await emulator.admin.settings({ nameReservedMs: 'forever', accounts: [{ id: accountId, secretsQuota: 1 }] });
    const { path } = await seedOne();
    await emulator.call('DELETE', path);
    expect((await create(entry('B'))).status).toBe(200);
    await deleteIds((await stored()).map(({ id }) => id));
    expect((await emulator.call('DELETE', `${emulator.storesPath}/${emulator.storeId}`)).status).toBe(200);
  });
});

describe('a bulk request with more than maxBulkEntries', () => {
  test('is refused with 413 and a page if tooManyEntries is contentTooLarge', async () => {
    await emulator.admin.settings({ maxBulkEntries: 2, tooManyEntries: 'contentTooLarge', bulkCreate: 'partial' });
    const answer = await create(entry('A'), entry('B'), entry('C'));
    expect(answer).toMatchObject({ status: 413, json: undefined });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await storedNames()).toEqual([]);
    expect((await create(entry('A'), entry('B'))).status).toBe(200);
  });

  test('is refused with 400 in an envelope if tooManyEntries is badRequest', async () => {
    await emulator.admin.settings({ maxBulkEntries: 2, tooManyEntries: 'badRequest' });
    const answer = await create(entry('A'), entry('B'), entry('C'));
    expect(refusal(answer)).toEqual({ status: 400, code: 1001, message: 'invalid_json_body: max 2' });
    expect(await storedNames()).toEqual([]);
  });

  test('is refused in the same way if it deletes', async () => {
    await emulator.admin.settings({ maxBulkEntries: 1, tooManyEntries: 'badRequest' });
    const [a, b] = [await seedOne('A'), await seedOne('B')];
    expect(refusal(await deleteIds([a.id, b.id])).message).toBe('invalid_json_body: max 1');
    await emulator.admin.settings({ tooManyEntries: 'contentTooLarge' });
    expect((await deleteIds([a.id, b.id])).status).toBe(413);
    expect(await storedNames()).toEqual(['A', 'B']);
    expect((await deleteIds([a.id])).status).toBe(202);
  });
});

describe('a name that stands twice in one array', () => {
  test('is created once, with what was said last, if repeatedName is takeLast', async () => {
    await emulator.admin.settings({ repeatedName: 'takeLast' });
    const answer = await create(entry('A', 'first'), entry('B'), entry('A', 'last'));
    expect(names(answer)).toEqual(['A', 'B', 'A']);
    expect(await stored()).toMatchObject([
      { name: 'A', value: 'last' },
      { name: 'B', value: 'v' },
    ]);
  });

  test('takes one place of the quota if repeatedName is takeLast', async () => {
    await emulator.admin.settings({ repeatedName: 'takeLast', accounts: [{ id: accountId, secretsQuota: 1 }] });
    expect((await create(entry('A', 'first'), entry('A', 'last'))).status).toBe(200);
    expect(await storedNames()).toEqual(['A']);
  });
});

describe('an id that a bulk delete does not know', () => {
  test('fails the call, yet the others go, if bulkDeleteUnknownIds is refuseInPart', async () => {
    await emulator.admin.settings({ bulkDeleteUnknownIds: 'refuseInPart' });
    const [a] = [await seedOne('A'), await seedOne('B')];
    expect(refusal(await deleteIds([strangeId, a.id])).message).toBe('secret_not_found');
    expect(await storedNames()).toEqual(['B']);
  });
});

describe('a read within the lag of every write', () => {
  beforeEach(async () => {
    await emulator.admin.settings({ readLagMs: 1000, readLagOf: 'everyWrite', activationDelayMs: 0 });
  });

  test('misses what was just created', async () => {
    await create(entry('A'));
    emulator.advance(999);
    expect(await listed()).toEqual([]);
    emulator.advance(2);
    expect(await listed()).toEqual(['A']);
  });

  test('still shows what was deleted, by list and by id', async () => {
    const { id, path } = await seedOne();
    emulator.advance(5000);
    await deleteIds([id]);
    emulator.advance(999);
    expect(await listed()).toEqual(['A']);
    expect((await emulator.call('GET', path)).status).toBe(200);
    emulator.advance(1);
    expect(await listed()).toEqual([]);
    expect((await emulator.call('GET', path)).status).toBe(404);
  });

  test('shows each change only when its time has come', async () => {
    const { path } = await seedOne();
    emulator.advance(5000);
    const comment = async () => {
      const { json } = await emulator.call('GET', path);
      return (json?.result as { comment: string | null } | undefined)?.comment;
    };
    await emulator.call('PATCH', path, { body: { comment: 'first' } });
    emulator.advance(600);
    await emulator.call('PATCH', path, { body: { comment: 'second' } });
    expect(await comment()).toBeNull();
    emulator.advance(400);
    expect(await comment()).toBe('first');
    emulator.advance(600);
    expect(await comment()).toBe('second');
  });

  test('shows a secret become active later than it does', async () => {
    await emulator.admin.settings({ activationDelayMs: 2000 });
    await create(entry('A'));
    const status = async () => {
      const { json } = await emulator.call('GET', emulator.secretsPath);
      return (json?.result as readonly Readonly<{ status: string }>[] | undefined)?.[0]?.status;
    };
    emulator.advance(2500);
    expect(await status()).toBe('pending');
    expect(await stored()).toMatchObject([{ status: 'active' }]);
    emulator.advance(500);
    expect(await status()).toBe('active');
  });

  test('does not make a write go astray: it meets what is there', async () => {
    const { path } = await seedOne();
    emulator.advance(5000);
    await emulator.call('DELETE', path);
    expect((await emulator.call('PATCH', path, { body: { comment: 'x' } })).status).toBe(404);
    expect((await create(entry('A'))).status).toBe(200);
    expect(refusal(await create(entry('A'))).message).toBe('secret_name_already_exists: A');
  });
});

describe('an empty value', () => {
  test('is taken, unless emptyValue is refuse', async () => {
    expect((await create(entry('A', ''))).status).toBe(200);
    await emulator.admin.settings({ emptyValue: 'refuse' });
    const message = 'secret_value_empty';
    expect(refusal(await create(entry('B', '')))).toEqual({ status: 400, code: 1001, message });
    const { path } = await seedOne('C');
    expect(refusal(await emulator.call('PATCH', path, { body: { value: '' } })).message).toBe(message);
  });
});

describe('a long text', () => {
  test('is taken as a name up to maxNameLength', async () => {
    await emulator.admin.settings({ maxNameLength: 3 });
    const message = 'secret_name_too_long: max 3';
    expect((await create(entry('ABC'))).status).toBe(200);
    expect(refusal(await create(entry('ABCD')))).toEqual({ status: 400, code: 1001, message });
  });

  test('is taken as a comment up to maxCommentBytes of UTF-8', async () => {
    await emulator.admin.settings({ maxCommentBytes: 4 });
    const message = 'secret_comment_too_long: max 4';
    const { path } = await seedOne();
    expect((await emulator.call('PATCH', path, { body: { comment: 'éé' } })).status).toBe(200);
    expect(refusal(await emulator.call('PATCH', path, { body: { comment: 'ééx' } }))).toEqual({
      status: 400,
      code: 1001,
      message,
    });
    const body = [{ ...entry('B'), comment: 'ééx' }];
    expect(refusal(await emulator.call('POST', emulator.secretsPath, { body })).message).toBe(message);
  });
});

describe('a search', () => {
  test.each([
    ['part', ['SHOP_KEY', 'THE_SHOP', 'shop']],
    ['start', ['SHOP_KEY', 'shop']],
    ['whole', ['shop']],
  ] as const)('finds as much as searchMatches says (%s)', async (searchMatches, expected) => {
    await emulator.admin.settings({ searchMatches });
    for (const name of ['SHOP_KEY', 'THE_SHOP', 'shop', 'OTHER']) await seedOne(name);
    const answer = await emulator.call('GET', `${emulator.secretsPath}?search=Shop&order=name&direction=asc`);
    expect(names(answer)).toEqual(expected);
  });
});

describe('a query parameter out of bounds', () => {
  test.each(['page=0', 'page=x', 'per_page=0', 'per_page=101', 'direction=up', 'order=value'])(
    'is refused if outOfBounds is refuse (%s)',
    async (query) => {
      await emulator.admin.settings({ outOfBounds: 'refuse' });
      const message = `invalid_query_parameter: ${query.split('=')[0] ?? ''}`;
      for (const path of [emulator.secretsPath, emulator.storesPath])
        expect(refusal(await emulator.call('GET', `${path}?${query}`))).toEqual({ status: 400, code: 1001, message });
    },
  );

  test('is not what one within them is', async () => {
    await emulator.admin.settings({ outOfBounds: 'refuse' });
    const query = 'page=1&per_page=100&direction=asc&order=name&search=x&scopes=workers';
    expect((await emulator.call('GET', `${emulator.secretsPath}?${query}`)).status).toBe(200);
  });
});

describe('optional fields', () => {
  test('are left out if optionalFields is fewest: of a secret, a store and a page', async () => {
    await emulator.admin.settings({ optionalFields: 'fewest' });
    const { id } = await seedOne();
    const secrets = await emulator.call('GET', emulator.secretsPath);
    const moments = { created: expect.any(String), modified: expect.any(String) };
    const secret = { id, name: 'A', store_id: emulator.storeId, status: 'active', scopes: ['workers'], ...moments };
    expect(secrets.json?.result).toEqual([secret]);
    expect(secrets.json?.result_info).toEqual({ count: 1, page: 1, per_page: 20, total_count: 1 });
    const stores = await emulator.call('GET', emulator.storesPath);
    expect(stores.json?.result).toEqual([{ id: emulator.storeId, name: 'default_secrets_store', ...moments }]);
  });

  test('stay where they say something: a comment that is set', async () => {
    await emulator.admin.settings({ optionalFields: 'fewest' });
    const { path } = await seedOne();
    const answer = await emulator.call('PATCH', path, { body: { comment: 'ours' } });
    expect(answer.json?.result).toMatchObject({ comment: 'ours' });
  });
});

describe('a delete', () => {
  test('answers with what it deleted, as older descriptions have it, if deleteAnswer is object', async () => {
    await emulator.admin.settings({ deleteAnswer: 'object' });
    const [a, b] = [await seedOne('A'), await seedOne('B')];
    const one = await emulator.call('DELETE', a.path);
    expect(one).toMatchObject({ status: 200, json: { success: true, result: { id: a.id, name: 'A' } } });
    const many = await deleteIds([b.id]);
    expect(many).toMatchObject({ status: 200, json: { success: true, result: [{ id: b.id, name: 'B' }] } });
    const store = await emulator.call('DELETE', `${emulator.storesPath}/${emulator.storeId}`);
    expect(store).toMatchObject({ status: 200, json: { result: { id: emulator.storeId } } });
  });
});

describe('what is not found', () => {
  test('is a 404 or a 400, as notFoundStatus says', async () => {
    const path = `${emulator.secretsPath}/${strangeId}`;
    expect(refusal(await emulator.call('GET', path)).status).toBe(404);
    await emulator.admin.settings({ notFoundStatus: 400 });
    expect(refusal(await emulator.call('GET', path))).toEqual({ status: 400, code: 1001, message: 'secret_not_found' });
    const store = await emulator.call('GET', `${emulator.storesPath}/${strangeId}`);
    expect(refusal(store)).toEqual({ status: 400, code: 1001, message: 'store_not_found' });
  });
});
