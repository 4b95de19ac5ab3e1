import { describe, expect, test } from 'vitest';
import type { RemoteStore } from '../../src/cloudflare/client.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { storeId } from '../../src/core/ids.ts';
import { failed, type Result, success } from '../../src/core/result.ts';
import { createStore } from '../../src/sync/create-store.ts';
import { StoreCreations } from '../../src/sync/store-creations.ts';
import { storeObject } from '../core/store-objects.ts';

const made: RemoteStore = { id: storeId('new'), name: 'wanted' };
const lost: CloudflareFailure = { kind: 'Unavailable', detail: 'timed out', processed: 'Maybe' };
const wanting = (uid: string) =>
  storeObject({ store: { name: 'wanted' }, creationPolicy: 'IfMissing' }, { metadata: { uid } });

/** A Cloudflare that lists what it has, and answers a POST as it is told to. */
function account(answer: () => Result<RemoteStore, CloudflareFailure>, { makes = true, lists = true } = {}) {
  const stores: RemoteStore[] = [];
  let posts = 0;
  return {
    posts: () => posts,
    list: async () => success(lists ? [...stores] : []),
    post: async () => {
      posts += 1;
      if (makes) stores.push(made);
      return answer();
    },
  };
}

describe('a store that is created', () => {
  test('is created once, whoever wants it at the same time, and even if listings do not show it yet', async () => {
    for (const lists of [true, false]) {
      const creations = new StoreCreations(() => 0);
      const cloudflare = account(() => success(made), { lists });
      const [first, second] = [wanting('first'), wanting('second')];
      const both = await Promise.all(
        [first, second].map(async (one) => createStore(one, 'wanted', { creations, ...cloudflare })),
      );
      expect(both).toEqual([success(made), success(made)]);
      expect(cloudflare.posts()).toBe(1);
      expect(creations.createdBy(first)).toEqual({ accountId: 'acc0', storeId: 'new', storeName: 'wanted' });
      expect(creations.createdBy(second)).toBeUndefined();
    }
  });

  test.each([
    ['is lost', lost],
    ['says that the name is taken', { kind: 'Rejected', status: 400, code: 1003 }],
  ] as const)('is used, and nobody claims to have created it, where the answer %s', async (_what, failure) => {
    const creations = new StoreCreations(() => 0);
    const cloudflare = account(() => failed(failure));
    expect(await createStore(wanting('one'), 'wanted', { creations, ...cloudflare })).toEqual(success(made));
    expect(creations.createdBy(wanting('one'))).toBeUndefined();
    expect(cloudflare.posts()).toBe(1);
  });

  test('is looked for again later, where no listing shows it after a lost answer', async () => {
    const creations = new StoreCreations(() => 0);
    const cloudflare = account(() => failed(lost), { makes: false });
    expect(await createStore(wanting('one'), 'wanted', { creations, ...cloudflare })).toMatchObject({
      failure: { kind: 'Retryable', reason: 'CloudflareUnavailable' },
    });
  });

  test('is explained where the account may have no more', async () => {
    const creations = new StoreCreations(() => 0);
    const cloudflare = account(() => failed({ kind: 'StoresQuota' }), { makes: false });
    expect(await createStore(wanting('one'), 'wanted', { creations, ...cloudflare })).toMatchObject({
      failure: {
        kind: 'Terminal',
        reason: 'QuotaExceeded',
        message: expect.stringMatching(/Cannot create store "wanted": the account may have no further store/),
      },
    });
  });
});
