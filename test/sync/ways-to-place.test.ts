import { describe, expect, test } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { systemClock as clock } from '../../src/runtime/clock.ts';
import { Connections, type OpenStore } from '../../src/sync/connections.ts';
import { SharedStores } from '../../src/sync/shared-stores.ts';
import { waysToPlace } from '../../src/sync/ways-to-place.ts';

const { signal } = new AbortController();
const place = { kind: 'SecretsStore', name: 'before', accountId: 'old', storeId: 'there' };
const storeKeys = { before: 'SecretsStore/shop/before', now: 'SecretsStore/shop/now' };

function world() {
  const sharedStores = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock, signal }),
    createWriter: (access) => new StoreWriter(access, { clock, signal, maxBatchSize: 1 }),
  });
  const connections = new Connections(sharedStores);
  const open = (key: string, account: string, store = 'elsewhere'): OpenStore => {
    const client = { key } as unknown as CloudflareClient;
    const address = { accountId: accountId(account), storeId: storeId(store) };
    const credentialId = `${key} of ${account}`;
    const shared = sharedStores.open(key, { address, client, credentialId });
    const opened = { client, kind: 'ApiToken', credentialId, address, name: store, ...shared } as const;
    return { ...opened, revision: '1', storeIds: undefined, listedAtMs: 0, listedTimeMs: 0 };
  };
  const set = (key: string, account: string, store?: string): void =>
    connections.set(key, { open: open(key, account, store) });
  /** By whose credential, in order. */
  const ways = () =>
    [...waysToPlace({ place, storeKeys, namespace: 'shop' }, { connections, sharedStores })].map(
      ({ way, isKnownThere, isResynced }) => ({
        by: (way.client as unknown as { key: string }).key,
        at: way.address.storeId,
        isKnownThere,
        isResynced,
      }),
    );
  return { connections, set, ways };
}

describe('the ways to where a resource was before', () => {
  test('begin with a store object that leads there, whatever its name', () => {
    const { set, ways } = world();
    set('SecretsStore/shop/before', 'old');
    set('ClusterSecretsStore/direct', 'old', 'there');
    expect(ways()).toEqual([
      { by: 'ClusterSecretsStore/direct', at: 'there', isKnownThere: true, isResynced: true },
      { by: 'SecretsStore/shop/before', at: 'there', isKnownThere: true, isResynced: false },
    ]);
  });

  test('go on with the credential by which a store object last led to that account', () => {
    const { set, ways } = world();
    set('SecretsStore/shop/before', 'old', 'there');
    set('SecretsStore/shop/before', 'new');
    expect(ways()).toMatchObject([
      { by: 'SecretsStore/shop/before', isKnownThere: true, isResynced: false },
      { by: 'SecretsStore/shop/before', isKnownThere: false },
    ]);
  });

  test('end with credentials that may be good for that account as well: the old one and the current one', () => {
    const { set, ways } = world();
    set('SecretsStore/shop/other', 'third');
    set('SecretsStore/shop/now', 'new');
    set('SecretsStore/shop/before', 'third');
    expect(ways().map(({ by, isKnownThere }) => [by, isKnownThere])).toEqual([
      ['SecretsStore/shop/now', false],
      ['SecretsStore/shop/before', false],
    ]);
  });

  test('are none of another namespace', () => {
    const { set, ways } = world();
    set('SecretsStore/bank/direct', 'old', 'there');
    expect(ways()).toEqual([]);
  });

  test('outlive the credential of the store object, but its listing is then no longer taken again', () => {
    const { connections, set, ways } = world();
    set('SecretsStore/shop/before', 'old', 'there');
    const { open } = connections.get('SecretsStore/shop/before') ?? {};
    connections.set('SecretsStore/shop/before', {
      ...(open && { open }),
      failure: waiting('CredentialNotFound', 'it is gone'),
    });
    expect(ways()).toMatchObject([{ by: 'SecretsStore/shop/before', isKnownThere: true, isResynced: false }]);
  });

  test('are forgotten with the store object', () => {
    const { connections, set, ways } = world();
    set('SecretsStore/shop/before', 'old', 'there');
    set('SecretsStore/shop/before', 'new');
    connections.delete('SecretsStore/shop/before');
    expect(ways()).toEqual([]);
  });
});
