import { startFaultServer, respondJson, type SeenRequest } from '../support/fault-server.ts';
import { address } from './test-edge.ts';

/** What somebody else does just before the request of that number, counted from 1, is answered. */
export type Change = (store: ChangingStore, request: number) => void;

/** A list that is sorted by creation, from which others take and to which they add between two requests. */
export class ChangingStore {
  #ids: readonly number[];
  #lastId: number;

  constructor(count: number) {
    this.#ids = Array.from({ length: count }, (_, index) => index + 1);
    this.#lastId = count;
  }

  get ids(): readonly number[] {
    return this.#ids;
  }

  deleteAt(place: number): void {
    this.#ids = this.#ids.toSpliced(place, 1);
  }

  create(count = 1): void {
    const added = Array.from({ length: count }, (_, index) => this.#lastId + 1 + index);
    this.#ids = [...this.#ids, ...added];
    this.#lastId += count;
  }

  page(number: number, perPage: number): readonly number[] {
    return this.#ids.slice((number - 1) * perPage, number * perPage);
  }
}

export const totals = (store: ChangingStore, perPage: number) => ({
  per_page: perPage,
  total_count: store.ids.length,
  total_pages: Math.ceil(store.ids.length / perPage),
});

export interface ServedList {
  readonly store: ChangingStore;
  readonly change: Change;
  /** The answer's `result_info`. */
  readonly info: (store: ChangingStore, perPage: number) => unknown;
}

/** Serves the list as a store's secrets. Their names are S1, S2, … in the order in which they were created. */
export async function serveList({ store, change, info }: ServedList) {
  const server = await startFaultServer((request, response) => {
    change(store, server.seen.length);
    const { page, perPage } = asked(request);
    const result = store.page(page, perPage).map((id) => ({
      id: `id-${id}`,
      name: `S${id}`,
      store_id: address.storeId,
      status: 'active',
      scopes: ['workers'],
    }));
    respondJson(response, 200, { success: true, errors: [], result, result_info: info(store, perPage) });
  });
  return { baseUrl: server.url, pages: () => server.seen.map((request) => asked(request).page) };
}

function asked({ url }: SeenRequest): { readonly page: number; readonly perPage: number } {
  const { searchParams } = new URL(url, 'http://loopback');
  return { page: Number(searchParams.get('page')), perPage: Number(searchParams.get('per_page')) };
}
