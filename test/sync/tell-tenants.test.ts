import { expect, test } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { systemClock as clock } from '../../src/runtime/clock.ts';
import { SharedStores } from '../../src/sync/shared-stores.ts';
import { tellTenants } from '../../src/sync/tell-tenants.ts';
import { remote } from '../core/builders.ts';

const { signal } = new AbortController();
const address = { accountId: accountId('account'), storeId: storeId('store') };

test('other tenants of a store are told of what we let go of, as far as they have seen it', () => {
  const shared = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock, signal }),
    createWriter: (access) => new StoreWriter(access, { clock, signal, maxBatchSize: 100 }),
  });
  const client = {} as CloudflareClient;
  const open = (tenant: string, at = address) =>
    ({ ...shared.open(tenant, { address: at, client, credentialId: tenant }), address: at }) as const;
  const [us, seeing, blind] = [open('us'), open('seeing'), open('blind')];
  const elsewhere = open('seeing', { ...address, storeId: storeId('other') });
  const [gone, freed] = [remote({ name: 'GONE' }), remote({ name: 'FREED', comment: 'theirs', modified: 'm2' })];
  for (const { snapshot } of [us, seeing, elsewhere])
    for (const secret of [gone, remote({ name: 'FREED' })]) snapshot.recordWritten(secret);

  tellTenants({ deleted: [gone.id], released: [freed] }, us, shared);
  expect(seeing.snapshot.all()).toEqual([freed]);
  expect(blind.snapshot.all()).toEqual([]);
  expect([us, elsewhere].map(({ snapshot }) => snapshot.all().length)).toEqual([2, 2]);
});
