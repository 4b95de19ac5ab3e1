import type { Store } from '../api/resources.ts';
import { explain } from '../core/explain.ts';
import { accountId, storeId } from '../core/ids.ts';
import { failed, type Result, success } from '../core/result.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import { notEmpty } from '../core/store-deletion.ts';
import type { SyncFailure } from '../core/sync-failure.ts';
import type { Context } from './context.ts';
import { openCredential } from './open-credential.ts';
import type { Pass } from './pass.ts';
import type { CreatedStore } from './store-creations.ts';

/**
 * Deletes a Cloudflare store that the object has created: only if a listing shows it empty, and never by force, so that
 * Cloudflare refuses what has come in between. One that is gone is a success. The credential last used will do where the
 * object's own is gone.
 */
export async function deleteStore(
  store: Store,
  created: CreatedStore,
  { context, pass }: { readonly context: Context; readonly pass: Pass },
): Promise<Result<undefined, SyncFailure>> {
  const held = context.connections.get(storeKeyOf(store))?.open;
  const credential = await openCredential(store, context, { held, signal: pass.signal });
  const way = credential.ok ? credential.value : held;
  if (way === undefined) return credential.ok ? success(undefined) : credential;
  pass.release();
  const address = { accountId: accountId(created.accountId), storeId: storeId(created.storeId) };
  const action = `delete store "${created.storeName}" at Cloudflare`;
  const listed = await way.client.listSecrets(address, pass);
  if (!listed.ok && listed.failure.kind === 'StoreNotFound') return success(undefined);
  if (!listed.ok) return failed(explain(listed.failure, action));
  const names = listed.value.map(({ name }) => name);
  if (names.length > 0) return failed(notEmpty(created.storeName, names));
  const deleted = await way.client.deleteStore(address, pass);
  if (deleted.ok) return success(undefined);
  const isRefused = deleted.failure.kind === 'Rejected' && deleted.failure.status === 409;
  return failed(isRefused ? notEmpty(created.storeName, []) : explain(deleted.failure, action));
}
