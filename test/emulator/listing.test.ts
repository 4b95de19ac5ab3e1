import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, names, startTestEmulator, token, type TestEmulator } from './running-emulator.ts';

describe('listing secrets', () => {
  let emulator: TestEmulator;

  beforeEach(async () => {
    emulator = await startTestEmulator({ activationDelayMs: 1000 });
  });

  afterEach(() => emulator.close());

  const list = (query: string) => emulator.call('GET', `${emulator.secretsPath}?${query}`);
  const seed = (...seeds: Parameters<TestEmulator['admin']['seed']>[2]) =>
    emulator.admin.seed(accountId, emulator.storeId, seeds);

  test('gives 20 a page unless asked otherwise, the newest first', async () => {
    await seed(...Array.from({ length: 25 }, (_, index) => ({ name: `S${String(index)}`, value: 'v' })));
    const page = await list('');
    expect(names(page)).toHaveLength(20);
    expect(names(page)[0]).toBe('S24');
    expect(page.json?.result_info).toEqual({ count: 20, page: 1, per_page: 20, total_count: 25, total_pages: 2 });
  });

  test('gives 100 a page at most, whatever is asked', async () => {
    await seed(...Array.from({ length: 101 }, (_, index) => ({ name: `S${String(index)}`, value: 'v' })));
    const page = await list('per_page=1000');
    expect(page.json?.result_info).toEqual({ count: 100, page: 1, per_page: 100, total_count: 101, total_pages: 2 });
  });

  test('gives an empty page past the end', async () => {
    await seed({ name: 'A', value: 'v' });
    const page = await list('page=7');
    expect(page.status).toBe(200);
    expect(page.json?.result).toEqual([]);
    expect(page.json?.result_info).toMatchObject({ count: 0, page: 7, total_count: 1 });
  });

  test.each(['page=0', 'page=-1', 'page=x', 'per_page=0', 'per_page=x'])('takes %s for unsaid', async (query) => {
    await seed({ name: 'A', value: 'v' });
    expect((await list(query)).json?.result_info).toMatchObject({ count: 1, page: 1, per_page: 20 });
  });

  test.each([
    ['order=name&direction=asc', ['A', 'B', 'C']],
    ['order=name', ['C', 'B', 'A']],
    ['order=comment&direction=asc', ['C', 'A', 'B']],
    ['order=created&direction=asc', ['B', 'C', 'A']],
    ['order=status&direction=asc', ['B', 'A', 'C']],
    ['order=nothing', ['A', 'C', 'B']],
  ])('sorts by %s', async (query, expected) => {
    await seed(
      { name: 'B', value: 'v', comment: 'two', status: 'active' },
      { name: 'C', value: 'v', status: 'pending' },
      { name: 'A', value: 'v', comment: 'one', status: 'deleted' },
    );
    expect(names(await list(query))).toEqual(expected);
  });

  test('sorts by the moment of the last change', async () => {
    const [a] = await seed({ name: 'A', value: 'v' }, { name: 'B', value: 'v' });
    await emulator.call('PATCH', `${emulator.secretsPath}/${String(a?.id)}`, { body: { comment: 'x' } });
    expect(names(await list('order=modified&direction=desc'))).toEqual(['A', 'B']);
  });

  test('searches names and comments for a part of them, whatever the case', async () => {
    await seed({ name: 'SHOP_KEY', value: 'v' }, { name: 'OTHER', value: 'v', comment: 'for the shop' });
    await seed({ name: 'NEITHER', value: 'shop' });
    expect(names(await list('search=Shop&order=name'))).toEqual(['SHOP_KEY', 'OTHER']);
  });

  test('keeps those that have every scope asked for', async () => {
    await seed({ name: 'BOTH', value: 'v', scopes: ['workers', 'dex'] }, { name: 'ONE', value: 'v', scopes: ['dex'] });
    expect(names(await list('scopes=dex&scopes=workers'))).toEqual(['BOTH']);
    expect(names(await list('scopes=dex&order=name'))).toEqual(['ONE', 'BOTH']);
  });

  test('counts what was found, not what is there', async () => {
    await seed({ name: 'A', value: 'v' }, { name: 'B', value: 'v' });
    expect((await list('search=A')).json?.result_info).toMatchObject({ count: 1, total_count: 1, total_pages: 1 });
  });

  test('shows a deleted entry, whose name is free and which is found by no id', async () => {
    const [ghost] = await seed({ name: 'A', value: 'v', status: 'deleted' });
    expect((await list('')).json?.result).toMatchObject([{ name: 'A', status: 'deleted' }]);
    expect((await emulator.call('GET', `${emulator.secretsPath}/${String(ghost?.id)}`)).status).toBe(404);
    const creation = await emulator.call('POST', emulator.secretsPath, {
      body: [{ name: 'A', value: 'v', scopes: ['workers'] }],
    });
    expect(creation.status).toBe(200);
  });

  test('misses what is younger than the read lag, by list and by id', async () => {
    await emulator.admin.settings({ readLagMs: 500 });
    await seed({ name: 'OLD', value: 'v' });
    await emulator.call('POST', emulator.secretsPath, { body: [{ name: 'A', value: 'v', scopes: ['workers'] }] });
    const young = (await emulator.admin.secrets(accountId, emulator.storeId)).find(({ name }) => name === 'A');
    const path = `${emulator.secretsPath}/${String(young?.id)}`;
    expect(names(await list(''))).toEqual(['OLD']);
    expect((await emulator.call('GET', path)).status).toBe(404);
    emulator.advance(600);
    expect(names(await list(''))).toEqual(['A', 'OLD']);
    expect((await emulator.call('GET', path)).status).toBe(200);
  });

  test('keeps up with a thousand secrets', async () => {
    await seed(...Array.from({ length: 1000 }, (_, index) => ({ name: `S${String(index)}`, value: 'v' })));
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, index) => list(`per_page=100&page=${String(index + 1)}`)),
    );
    expect(new Set(pages.flatMap(names)).size).toBe(1000);
  });
});

describe('listing stores', () => {
  test('sorts and pages them like secrets', async () => {
    const emulator = await startTestEmulator({
      accounts: [{ id: accountId, tokens: [token], stores: ['b', 'c', 'a'] }],
    });
    const page = await emulator.call('GET', `${emulator.storesPath}?order=name&direction=asc&per_page=2`);
    expect(names(page)).toEqual(['a', 'b']);
    expect(page.json?.result_info).toEqual({ count: 2, page: 1, per_page: 2, total_count: 3, total_pages: 2 });
    await emulator.close();
  });
});
