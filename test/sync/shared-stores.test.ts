import { expect, test } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { systemClock as clock } from '../../src/runtime/clock.ts';
import { SharedStores } from '../../src/sync/shared-stores.ts';

const { signal } = new AbortController();

const way = (store: string) => ({
  address: { accountId: accountId('account'), storeId: storeId(store) },
  client: {} as CloudflareClient,
  credentialId: 'one',
});

test('of places where resources were before, a hundred are kept, and all that store objects lead to', () => {
  const stores = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock, signal }),
    createWriter: (access) => new StoreWriter(access, { clock, signal, maxBatchSize: 1 }),
  });
  const [led, wasAside] = [stores.open('shop', way('led')), stores.openAside('shop', way('was aside'))];
  expect(stores.open('shop', way('was aside'))).toBe(wasAside);
  for (let move = 0; move < 500; move += 1) stores.openAside('shop', way(`old ${move}`));
  expect(stores.size).toBe(102);
  expect(stores.openAside('shop', way('led'))).toBe(led);
  expect(stores.open('shop', way('was aside'))).toBe(wasAside);
});
