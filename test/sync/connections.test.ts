import { describe, expect, test } from 'vitest';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { success } from '../../src/core/result.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Connections, type OpenStore } from '../../src/sync/connections.ts';

const address = { accountId: accountId('account'), storeId: storeId('store') };
const create = () =>
  new StoreSnapshot({ list: async () => success([]), clock: systemClock, signal: new AbortController().signal });

/** A store as it is opened with a credential; nothing here calls it. */
const opened = (connections: Connections, credentialId: string): OpenStore => ({
  client: {} as CloudflareClient,
  kind: 'ApiToken',
  credentialId,
  address,
  name: 'main',
  snapshot: connections.snapshot(credentialId, address, create),
  revision: 'uid.1',
  storeIds: undefined,
  listedAtMs: 0,
});

describe('a snapshot', () => {
  test('is shared by all stores that lead to one place by one credential', () => {
    const connections = new Connections();
    expect(opened(connections, 'a').snapshot).toBe(opened(connections, 'a').snapshot);
    expect(opened(connections, 'b').snapshot).not.toBe(opened(connections, 'a').snapshot);
  });

  test('is forgotten once its credential is no longer used, and not before', () => {
    const connections = new Connections();
    const { snapshot } = opened(connections, 'old');
    connections.set('one', { open: opened(connections, 'old') });
    connections.set('two', { open: opened(connections, 'old') });
    connections.set('one', { open: opened(connections, 'new') });
    expect(opened(connections, 'old').snapshot).toBe(snapshot);
    connections.delete('two');
    expect(opened(connections, 'old').snapshot).not.toBe(snapshot);
  });
});

describe('a doubt', () => {
  test('lasts until the store can be used again', () => {
    const connections = new Connections();
    connections.doubt('one');
    connections.set('one', { failure: { kind: 'Terminal', reason: 'CredentialRefused', message: 'refused' } });
    expect(connections.isDoubted('one')).toBe(true);
    connections.set('one', { open: opened(connections, 'a') });
    expect(connections.isDoubted('one')).toBe(false);
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
