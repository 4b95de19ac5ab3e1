import { differsFromRecord } from '../core/settled.ts';
import { type StoreKey, storeKeyOfRef } from '../core/store-ref.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { OpenStore } from './connections.ts';
import type { Context } from './context.ts';

/** Lists the store and wakes the resources in which something has become active, and those that copy it. Answers whether something is still pending. */
export async function lookForActivation(key: StoreKey, context: Context): Promise<boolean> {
  const open = context.connections.get(key)?.open;
  const waiting = context.references
    .referrersOf(key)
    .flatMap((resource) => context.caches.resources.get(resource) ?? [])
    .filter((resource) => storeKeyOfRef(resource) === key)
    .filter(({ status }) => status?.entries?.some(({ state }) => state === 'Activating'));
  if (open === undefined) return false;
  const pending = pendingIn(open);
  const isAwaited = waiting.length > 0 || context.activation.isAwaited(key) || isCopied(pending, context);
  if (!isAwaited) return false;
  const taken = await open.snapshot.retake({ signal: context.stopping, lane: 'Resync' });
  if (!taken.ok) return true;
  const activated = waiting.filter((resource) => differsFromRecord(resource, open.snapshot));
  const still = pendingIn(open);
  const copiers = [...pending.difference(still)].flatMap((name) => context.origins.referrersOf(name));
  for (const resource of new Set([...activated.map(keyOf), ...copiers]))
    context.queues.resources.add(resource, 'Change');
  const isWaiting = waiting.some(({ status }) => status?.entries?.some(({ name }) => still.has(name)));
  return isWaiting || isCopied(still, context);
}

/** Whether somebody waits for one of them to copy it, or to say that it has changed. */
const isCopied = (names: ReadonlySet<string>, { origins }: Context): boolean =>
  [...names].some((name) => origins.referrersOf(name).length > 0);

const pendingIn = ({ snapshot }: OpenStore): ReadonlySet<string> =>
  new Set(snapshot.all().flatMap(({ name, status }) => (status === 'pending' ? name : [])));
