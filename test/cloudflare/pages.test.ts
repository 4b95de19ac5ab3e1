import { describe, expect, it } from 'vitest';
import { ChangingStore, serveList, totals, type Change, type ServedList } from './changing-list.ts';
import { address, change as options, connectTo } from './test-edge.ts';

const nothing: Change = () => undefined;
const deletesFirstAt =
  (...requests: readonly number[]): Change =>
  (store, request) => {
    if (requests.includes(request)) store.deleteAt(0);
  };
const replacesFirstAt =
  (...requests: readonly number[]): Change =>
  (store, request) => {
    if (!requests.includes(request)) return;
    store.deleteAt(0);
    store.create();
  };

const shrinksAtSecond: Change = (store, request) => {
  if (request === 2) for (let left = 150; left > 0; left -= 1) store.deleteAt(0);
};

const untold = () => undefined;
const infos: readonly (readonly [string, ServedList['info']])[] = [
  ['with a total', totals],
  ['without a total', untold],
];

/** What a listing of so many secrets shows, and which pages it asks for, while others change the store. */
async function listOf(count: number, { change = nothing, info = totals }: Partial<ServedList>) {
  const store = new ChangingStore(count);
  const { baseUrl, pages } = await serveList({ store, change, info });
  const listed = await connectTo({ baseUrl }).listSecrets(address, options);
  return { listed, names: listed.ok ? listed.value.map(({ name }) => name) : [], pages: pages(), store };
}

const stillThere = (store: ChangingStore, count: number) => store.ids.filter((id) => id <= count).map((id) => `S${id}`);

describe('a list of one page', () => {
  it.each(infos)('is one call, %s', async (_, info) => {
    const { names, pages } = await listOf(99, { info });
    expect([names.length, pages]).toEqual([99, [1]]);
  });
});

describe('a list of several pages', () => {
  it('is read from its end, and its first page once more', async () => {
    const { names, pages } = await listOf(250, {});
    expect(names).toEqual(Array.from({ length: 250 }, (_, index) => `S${index + 1}`));
    expect(pages).toEqual([1, 3, 2, 1]);
  });

  it('without a total is read to its end and back', async () => {
    const { names, pages } = await listOf(250, { info: untold });
    expect(names).toHaveLength(250);
    expect(pages).toEqual([1, 2, 3, 2, 1]);
  });

  it('that is longer than was said is read to its end and back', async () => {
    const { names, pages } = await listOf(250, { info: () => ({ total_count: 100 }) });
    expect(names).toHaveLength(250);
    expect(pages).toEqual([1, 2, 3, 2, 1]);
  });
});

describe.each(infos)('while others change a list of several pages, %s', (_, info) => {
  it.each([1, 2, 3, 4, 5, 6])('no secret is missed by a deletion before request %i', async (request) => {
    const { names, store } = await listOf(250, { info, change: deletesFirstAt(request) });
    expect(names).toEqual(expect.arrayContaining(stillThere(store, 250)));
  });

  it.each([2, 3, 4, 5])('nor by a deletion and a creation before request %i', async (request) => {
    const { names, store } = await listOf(250, { info, change: replacesFirstAt(request) });
    expect(names).toEqual(expect.arrayContaining(stillThere(store, 250)));
  });

  it('nor by a deletion before every request', async () => {
    const { names, store } = await listOf(250, { info, change: deletesFirstAt(2, 3, 4, 5, 6) });
    expect(names).toEqual(expect.arrayContaining(stillThere(store, 250)));
  });

  it('each secret shows once, oldest first', async () => {
    const { names } = await listOf(250, { info, change: deletesFirstAt(2, 3, 4, 5, 6) });
    const numbers = names.map((name) => Number(name.slice(1)));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });

  it('bulk creates cost at most the pages that they add', async () => {
    const { names, pages, store } = await listOf(250, { info, change: (list) => list.create(20) });
    expect(names).toEqual(expect.arrayContaining(stillThere(store, 250)));
    expect(pages.length).toBeLessThanOrEqual(7);
  });

  it('a list that shrinks to one page is still read', async () => {
    const { names, store } = await listOf(201, { info, change: shrinksAtSecond });
    expect(names).toEqual(stillThere(store, 201));
  });
});

const oneTooMany = (store: ChangingStore) => ({ total_count: store.ids.length + 1 });

describe('pages that show fewer than their total', () => {
  it('are read again, and given up after the third time', async () => {
    const { listed, pages } = await listOf(150, { info: oneTooMany });
    const failure = { kind: 'Unavailable', detail: 'pages that show fewer than their total', processed: 'No' };
    expect(listed).toEqual({ ok: false, failure });
    expect(pages).toEqual([1, 2, 1, 1, 2, 1, 1, 2, 1]);
  });

  it('may do better the second time', async () => {
    let requests = 0;
    const { names, pages } = await listOf(150, {
      change: (_, request) => (requests = request),
      info: (store) => (requests <= 3 ? oneTooMany(store) : { total_count: store.ids.length }),
    });
    expect(names).toHaveLength(150);
    expect(pages).toEqual([1, 2, 1, 1, 2, 1]);
  });
});
