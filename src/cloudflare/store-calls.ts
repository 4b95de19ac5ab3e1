import { success } from '../core/result.ts';
import type { Caller } from './call.ts';
import type { CloudflareClient } from './client.ts';
import { listAll } from './pages.ts';
import { parseQuota, parseStore, parseStores } from './parse-results.ts';
import { accountPath, storePath, storesPath } from './paths.ts';

type StoreCalls = Pick<CloudflareClient, 'quota' | 'listStores' | 'getStore' | 'createStore' | 'deleteStore'>;

/** The calls about an account and its stores. What each answers is told at CloudflareClient. */
export function storeCalls(call: Caller): StoreCalls {
  return {
    quota: (accountId, options) =>
      call(
        {
          operation: 'quota.get',
          method: 'GET',
          path: `${accountPath(accountId)}/quota`,
          parse: ({ result }) => parseQuota(result),
        },
        options,
      ),

    listStores: (accountId, options) =>
      listAll(call, { operation: 'stores.list', path: storesPath(accountId), parse: parseStores }, options),

    getStore: (address, options) =>
      call(
        { operation: 'stores.get', method: 'GET', path: storePath(address), parse: ({ result }) => parseStore(result) },
        options,
      ),

    createStore: (accountId, name, options) =>
      call(
        {
          operation: 'stores.create',
          method: 'POST',
          path: storesPath(accountId),
          body: { name },
          parse: ({ result }) => parseStore(result),
        },
        options,
      ),

    deleteStore: async (address, options) => {
      const answer = await call(
        { operation: 'stores.delete', method: 'DELETE', path: storePath(address), parse: () => true },
        options,
      );
      return answer.ok || answer.failure.kind === 'StoreNotFound' ? success(undefined) : answer;
    },
  };
}
