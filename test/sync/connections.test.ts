import { describe, expect, test } from 'vitest';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { success } from '../../src/core/result.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Connections, type OpenStore } from '../../src/sync/connections.ts';
import { SharedStores } from '../../src/sync/shared-stores.ts';

const address = { accountId: accountId('account'), storeId: storeId('store') };
const { signal } = new AbortController();
const clock = systemClock;

function world() {
  const shared = new SharedStores({
    createSnapshot: (list) => new StoreSnapshot({ list, clock, signal }),
    createWriter: (access) => new StoreWriter(access, { clock, signal, maxBatchSize: 100 }),
  });
  return { shared, connections: new Connections(shared) };
}

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
const opened = (
  shared: SharedStores,
  tenant: string,
  { client, credentialId } = { ...listing(), credentialId: 'first' },
): OpenStore => ({
  client,
  kind: 'ApiToken',
  credentialId,
  address,
  name: 'main',
  ...shared.open(tenant, { address, client, credentialId }),
  revision: 'uid.1',
  storeIds: undefined,
  listedAtMs: 0,
  listedTimeMs: 0,
});

describe('a snapshot', () => {
  test('is shared by all stores of a tenant that lead to one place, and by nobody else', () => {
    const { shared } = world();
    expect(opened(shared, 'a').snapshot).toBe(opened(shared, 'a').snapshot);
    expect(opened(shared, 'b').snapshot).not.toBe(opened(shared, 'a').snapshot);
  });

  test('outlives a rotated credential, and lists by the one that came last', async () => {
    const { shared } = world();
    const old = { ...listing(), credentialId: 'old' };
    const rotated = { ...listing(), credentialId: 'rotated' };
    const { snapshot } = opened(shared, 'a', old);
    expect(opened(shared, 'a', rotated).snapshot).toBe(snapshot);
    await snapshot.take({ signal, lane: 'Change' });
    expect([old.listings(), rotated.listings()]).toEqual([0, 1]);
  });

  test('is forgotten once no store uses it any more, and not before', () => {
    const { shared, connections } = world();
    const { snapshot } = opened(shared, 'a');
    connections.set('one', { open: opened(shared, 'a') });
    connections.set('two', { open: opened(shared, 'a') });
    connections.delete('one');
    expect(opened(shared, 'a').snapshot).toBe(snapshot);
    connections.delete('two');
    expect(opened(shared, 'a').snapshot).not.toBe(snapshot);
  });
});

describe('a writer', () => {
  test('is shared as a snapshot is, by those with one credential', () => {
    const { shared } = world();
    const { writer } = opened(shared, 'a');
    expect(opened(shared, 'a').writer).toBe(writer);
    expect(opened(shared, 'b').writer).not.toBe(writer);
    expect(opened(shared, 'a', { ...listing(), credentialId: 'rotated' }).writer).not.toBe(writer);
  });
});

describe('a doubt', () => {
  test('lasts until a look has settled it that began after it came', () => {
    const { connections } = world();
    connections.doubt('one');
    const doubts = connections.doubtsOf('one');
    connections.doubt('one');
    connections.settle('one', doubts);
    expect(connections.doubtsOf('one')).toBe(1);
    connections.settle('one', connections.doubtsOf('one'));
    expect(connections.doubtsOf('one')).toBe(0);
  });
});

test('of the accounts that a store object has led to, the ways to the ten last ones are kept', () => {
  const { shared, connections } = world();
  const leadTo = (account: string) => {
    const there = { ...opened(shared, 'a'), address: { ...address, accountId: accountId(account) } };
    connections.set('one', { open: there });
    return there;
  };
  const ways = Array.from({ length: 50 }, (_, move) => leadTo(`account-${move}`));
  const kept = ways.filter((way) => connections.formerWay('one', way.address.accountId) === way);
  expect(kept).toEqual(ways.slice(39, 49));
  connections.delete('one');
  expect(ways.filter((way) => connections.formerWay('one', way.address.accountId))).toEqual([]);
});
