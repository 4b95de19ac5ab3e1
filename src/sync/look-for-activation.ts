import { differsFromRecord } from '../core/settled.ts';
import type { StoreKey } from '../core/store-ref.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';

/** Lists the store and wakes the resources in which something has become active. Answers whether something is still pending. */
export async function lookForActivation(key: StoreKey, context: Context): Promise<boolean> {
  const open = context.connections.get(key)?.open;
  const waiting = context.references
    .referrersOf(key)
    .flatMap((resource) => context.caches.resources.get(resource) ?? [])
    .filter(({ status }) => status?.entries?.some(({ state }) => state === 'Activating'));
  const isAwaited = waiting.length > 0 || context.activation.isAwaited(key);
  if (open === undefined || !isAwaited) return false;
  const taken = await open.snapshot.retake({ signal: context.stopping, lane: 'Resync' });
  if (!taken.ok) return true;
  const activated = waiting.filter((resource) => differsFromRecord(resource, open.snapshot));
  for (const resource of activated) context.queues.resources.add(keyOf(resource), 'Change');
  return waiting.some(({ status }) =>
    status?.entries?.some(({ name }) => open.snapshot.byName(name)?.status === 'pending'),
  );
}
