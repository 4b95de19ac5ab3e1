import type { Store } from '../api/resources.ts';
import type { RemoteStore } from '../cloudflare/client.ts';
import { chooseStore, sayStores } from '../core/choose-store.ts';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { explain } from '../core/explain.ts';
import { failed, type Result, success } from '../core/result.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { StoreCreations } from './store-creations.ts';

interface Creating {
  readonly creations: StoreCreations;
  readonly list: () => Promise<Result<readonly RemoteStore[], SyncFailure>>;
  readonly post: (name: string) => Promise<Result<RemoteStore, CloudflareFailure>>;
}

/**
 * Creates the store that no listing shows, unless another store object has just done so: one at a time for each account.
 *
 * | answer of the POST             | the listing after it | then                                                    |
 * |--------------------------------|----------------------|---------------------------------------------------------|
 * | the store                      |                      | it is used, and counts as created by this object        |
 * | refused, lost, or no answer    | shows it             | it is used; who created it is not known                 |
 * | the same                       | does not show it     | the failure is told                                     |
 */
export async function createStore(
  store: Store,
  name: string,
  { creations, list, post }: Creating,
): Promise<Result<RemoteStore, SyncFailure>> {
  const { accountId } = store.spec;
  return creations.inTurn(accountId, async () => {
    const recent = creations.recent(accountId, name);
    if (recent) return success(recent);
    const before = await list();
    if (!before.ok) return before;
    const there = foundIn(store, before.value);
    if (there) return success(there);
    const answer = await post(name);
    if (answer.ok) {
      creations.record(store, answer.value);
      return answer;
    }
    const after = await list();
    const made = after.ok ? foundIn(store, after.value) : undefined;
    return made ? success(made) : failed(explained(answer.failure, { name, stores: before.value }));
  });
}

function foundIn(store: Store, stores: readonly RemoteStore[]): RemoteStore | undefined {
  const choice = chooseStore(store, stores);
  return choice.ok && choice.value.kind === 'Found' ? choice.value.store : undefined;
}

function explained(
  failure: CloudflareFailure,
  { name, stores }: { readonly name: string; readonly stores: readonly RemoteStore[] },
): SyncFailure {
  const said = explain(failure, `create store "${name}"`);
  return failure.kind === 'StoresQuota' ? { ...said, message: `${said.message}: ${sayStores(stores)}` } : said;
}
