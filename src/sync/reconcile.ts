import type { SecretsStoreSecret } from '../api/resources.ts';
import { holdsFinalizer, isDeleting } from '../core/lifecycle.ts';
import { judge } from '../core/judge.ts';
import type { NextLook } from '../core/next-look.ts';
import { writesRemotely } from '../core/plan.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { follow } from './aftermath.ts';
import { apply, type Applied, nothingApplied } from './apply.ts';
import { findStore } from './caches.ts';
import type { Context } from './context.ts';
import { holdFinalizer } from './finalizer.ts';
import { gatherAndDecide } from './gather.ts';
import { revisionOf } from './open-store.ts';
import type { Pass } from './pass.ts';
import { report } from './report.ts';

/**
 * One pass over one SecretsStoreSecret, by its key `namespace/name`: every read, the decision, every write, what is to be
 * said of it, and that said. Answers when to look again, beside whenever something that it rests on changes.
 */
export async function reconcile(key: string, context: Context, pass: Pass): Promise<NextLook> {
  const resource = context.caches.resources.get(key) ?? context.departed.get(key);
  if (resource === undefined || !concernsUs(key, resource, context)) return { kind: 'Done' };

  const { observed, access, plan } = await gatherAndDecide(resource, context, pass);
  if (plan.finalizer === 'Add') {
    const held = await holdFinalizer(resource, context, pass);
    if (!held.ok) return { kind: 'Backoff' };
  }
  const applied: Applied =
    access && writesRemotely(plan) ? await apply(plan.steps, { access, observed, pass }) : nothingApplied;
  follow(applied, { key, resource, access, context });
  const verdict = judge({ observed, plan, outcomes: applied.outcomes }, clockOf(context));
  return report(verdict, { resource, plan, applied, context, pass });
}

/** One that is being deleted is none of our business once we have let go of it, unless our mark has still to be taken off. */
function concernsUs(key: string, resource: SecretsStoreSecret, context: Context): boolean {
  if (context.departed.get(key) === resource) return true;
  if (isDeleting(resource) && !holdsFinalizer(resource)) return false;
  return !awaitsStore(resource, context);
}

/** Its store is being opened, after a start or a change of its spec, and will wake it: until then there is nothing true to say. */
function awaitsStore(resource: SecretsStoreSecret, context: Context): boolean {
  const key = storeKeyOfRef(resource);
  const store = findStore(context.caches, key);
  if (store === undefined) return false;
  const selects =
    store.kind === 'ClusterSecretsStore' && store.spec.allowedNamespaces?.some(({ selector }) => selector);
  const { open, failure } = context.connections.get(key) ?? {};
  const isOpening = failure === undefined && open?.revision !== revisionOf(store);
  return isOpening || (selects === true && !context.caches.namespaces.isSynced);
}

const clockOf = ({ now, settings }: Context): { nowMs: number; finalizerDeadlineMs: number } => ({
  nowMs: now(),
  finalizerDeadlineMs: settings.finalizerDeadlineMs,
});
