import { describe, expect, test } from 'vitest';
import { type SnapshotOptions, StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { success } from '../../src/core/result.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Connections, type OpenStore } from '../../src/sync/connections.ts';

const address = { accountId: accountId('account'), storeId: storeId('store') };
const { signal } = new AbortController();
const create = (list: SnapshotOptions['list']) => new StoreSnapshot({ list, clock: systemClock, signal });

/** A client that can only list, and counts how often it does. */
function listing() {
  let listings = 0;
  const listSecrets = async () => {
    listings += 1;
    return success([]);
  };
  return { client: { listSecrets } as Partial<CloudflareClient> as CloudflareClient, listings: () => listings };
}

/** A store as it is opened with a credential; nothing here calls it. */
const opened = (connections: Connections, tenant: string, { client } = listing()): OpenStore => ({
  client,
  kind: 'ApiToken',
  credentialId: tenant,
  address,
  name: 'main',
  snapshot: connections.snapshot(tenant, { address, client }, create),
  revision: 'uid.1',
  storeIds: undefined,
  listedAtMs: 0,
});

describe('a snapshot', () => {
  test('is shared by all stores of a tenant that lead to one place, and by nobody else', () => {
    const connections = new Connections();
    expect(opened(connections, 'a').snapshot).toBe(opened(connections, 'a').snapshot);
    expect(opened(connections, 'b').snapshot).not.toBe(opened(connections, 'a').snapshot);
  });

  test('outlives a rotated credential, and lists by the one that came last', async () => {
    const connections = new Connections();
    const [old, rotated] = [listing(), listing()];
    const { snapshot } = opened(connections, 'a', old);
    expect(opened(connections, 'a', rotated).snapshot).toBe(snapshot);
    await snapshot.take({ signal, lane: 'Change' });
    expect([old.listings(), rotated.listings()]).toEqual([0, 1]);
  });

  test('is forgotten once no store uses it any more, and not before', () => {
    const connections = new Connections();
    const { snapshot } = opened(connections, 'a');
    connections.set('one', { open: opened(connections, 'a') });
    connections.set('two', { open: opened(connections, 'a') });
    connections.delete('one');
    expect(opened(connections, 'a').snapshot).toBe(snapshot);
    connections.delete('two');
    expect(opened(connections, 'a').snapshot).not.toBe(snapshot);
  });
});

describe('a doubt', () => {
  test('lasts until a look has settled it that began after it came', () => {
    const connections = new Connections();
    connections.doubt('one');
    const doubts = connections.doubtsOf('one');
    connections.doubt('one');
    connections.settle('one', doubts);
    expect(connections.doubtsOf('one')).toBe(1);
    connections.settle('one', connections.doubtsOf('one'));
    expect(connections.doubtsOf('one')).toBe(0);
  });
});

describe('the places of an account', () => {
  test('are counted from our own writes until they are read again', () => {
    const connections = new Connections();
    connections.setQuota(address.accountId, { limit: 100, used: 98 });
    connections.countPlaces(address.accountId, 2);
    expect(connections.quota(address.accountId)).toEqual({ limit: 100, used: 100 });
    connections.countPlaces(address.accountId, -5);
    expect(connections.quota(address.accountId)).toEqual({ limit: 100, used: 95 });
  });
});
