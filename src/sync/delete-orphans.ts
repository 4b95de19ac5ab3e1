import type { Store } from '../api/resources.ts';
import type { SecretId } from '../core/ids.ts';
import { listSome } from '../core/list-some.ts';
import { loggedNames } from '../core/logged-names.ts';
import type { Orphan } from '../core/orphans.ts';
import { storeKeyOf } from '../core/store-ref.ts';
import { concernedBy } from './aftermath.ts';
import type { OpenStore } from './connections.ts';
import type { Context } from './context.ts';
import type { Pass } from './pass.ts';
import { recordEvents } from './record-events.ts';
import { tellTenants } from './tell-tenants.ts';

interface Deleting {
  readonly open: OpenStore;
  readonly context: Context;
  readonly pass: Pass;
}

/** Deletes orphans, and answers which are gone. What could not be deleted is an orphan still, and is tried at the next listing. */
export async function deleteOrphans(
  store: Store,
  orphans: readonly Orphan[],
  { open, context, pass }: Deleting,
): Promise<ReadonlySet<SecretId>> {
  const key = storeKeyOf(store);
  const results = await open.writer.delete(
    orphans.map(({ id }) => id),
    pass.lane,
  );
  const gone = orphans.filter(({ id }) => results.get(id)?.ok);
  const failed = [...results.values()].flatMap((result) => (result.ok ? [] : result.failure.kind));
  if (failed.length > 0)
    context.log.warn({ store: key, problems: [...new Set(failed)] }, 'cannot delete orphans; it is tried again');
  if (failed.some((kind) => kind === 'Unauthenticated' || kind === 'Forbidden')) context.connections.refuseWrites(key);
  if (gone.length === 0) return new Set();
  const names = gone.map(({ name }) => name);
  context.log.info({ store: key, count: names.length, names: loggedNames(names) }, 'orphans are deleted');
  context.metrics.orphansDeleted(gone.length);
  context.quotas.free(open.address.accountId, gone.length);
  tellTenants({ deleted: gone.map(({ id }) => id), released: [] }, open, context.sharedStores);
  for (const resource of concernedBy(names, context)) context.queues.resources.add(resource, 'Change');
  const note = `Deleted at Cloudflare, since orphanPolicy is Delete and no SecretsStoreSecret records them: ${listSome(names, 20)}`;
  const events = [{ type: 'Normal', reason: 'OrphansDeleted', note }] as const;
  await recordEvents(context, { regarding: store, events }, pass);
  return new Set(gone.map(({ id }) => id));
}
