import type { SecretsStoreSecret } from '../api/resources.ts';
import { isDeleting } from '../core/lifecycle.ts';
import type { NextLook } from '../core/next-look.ts';
import type { Plan } from '../core/plan.ts';
import { saysTheSame } from '../core/status-equality.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import type { Verdict } from '../core/verdict.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Applied } from './apply.ts';
import type { LeftoversApplied } from './apply-leftovers.ts';
import type { Context } from './context.ts';
import { forgetDeparted } from './departed.ts';
import { letGo } from './finalizer.ts';
import type { ReleaseCause } from './metrics.ts';
import type { Pass } from './pass.ts';
import { recordEvents } from './record-events.ts';
import { writeStatus, type Written } from './write-status.ts';

interface Reporting {
  readonly resource: SecretsStoreSecret;
  readonly plan: Plan;
  readonly applied: Applied;
  readonly left: readonly LeftoversApplied[];
  readonly context: Context;
  readonly pass: Pass;
}

/** Says what the verdict says: one status write at most, none where it would tell nobody anything, then Events and finalizer. */
export async function report(verdict: Verdict, reporting: Reporting): Promise<NextLook> {
  const { resource, plan, context, pass } = reporting;
  const letsGo = verdict.finalizer === 'Remove' || plan.finalizer === 'Remove';
  const goes = isDeleting(resource) && letsGo;
  if (context.departed.get(keyOf(resource)) === resource) return sayFarewell(verdict, reporting);
  const written = goes ? 'Unneeded' : await reportStatus(verdict, reporting);
  logPass(verdict, reporting, written);
  if (written === 'Gone') return { kind: 'Done' };
  if (written === 'Failed') return { kind: 'Backoff' };
  await recordEvents(context, { regarding: resource, events: verdict.events }, pass);
  if (letsGo && !(await letGo(resource, context, pass))) return { kind: 'Backoff' };
  if (letsGo) context.metrics.finalizerReleased(goes ? causeOf(verdict) : 'Unneeded');
  if (plan.failure === undefined && awaitsActivation(verdict, reporting)) {
    context.activation.expect(storeKeyOfRef(resource));
  }
  return verdict.next;
}

/** Whether something of it is pending at Cloudflare, or something that it copies. */
function awaitsActivation({ status }: Verdict, { resource, context }: Reporting): boolean {
  if (status.entries?.some(({ state }) => state === 'Activating')) return true;
  const snapshot = context.connections.get(storeKeyOfRef(resource))?.open?.snapshot;
  const origins = context.origins.targetsOf(keyOf(resource));
  return origins.some((name) => snapshot?.byName(name)?.status === 'pending');
}

const causeOf = ({ events }: Verdict): ReleaseCause =>
  events.some(({ reason }) => reason === 'DeletionAbandoned') ? 'Abandoned' : 'Deleted';

/** The resource is gone: nothing can be said of it but in the log, and it is forgotten once nothing of it carries our mark. */
function sayFarewell(verdict: Verdict, { resource, context, ...reporting }: Reporting): NextLook {
  logPass(verdict, { resource, context, ...reporting }, 'Gone');
  if (verdict.finalizer === 'Remove') forgetDeparted(keyOf(resource), context);
  return verdict.next;
}

async function reportStatus({ status }: Verdict, { resource, context, pass }: Reporting): Promise<Written> {
  const key = keyOf(resource);
  if (!saysTheSame(resource.status, status)) {
    context.sameValues.delete(key);
    return writeStatus(resource, { status, cache: context.caches.resources }, { ...context, signal: pass.signal });
  }
  if (status.source) context.sameValues.set(key, status.source.resourceVersion);
  return 'Unneeded';
}

/** One line for each pass: at `info` if it wrote something to Cloudflare, at `debug` otherwise. Names and ids only. */
function logPass(verdict: Verdict, { resource, applied, left, context }: Reporting, status: Written): void {
  const ready = verdict.status.conditions?.find(({ type }) => type === 'Ready');
  const tried = [applied, ...left].reduce((sum, { outcomes }) => sum + outcomes.size, 0);
  const failed = [applied, ...left].reduce((sum, { failures }) => sum + failures.length, 0);
  const line = {
    resource: keyOf(resource),
    written: tried - failed,
    failed,
    synced: verdict.status.synced,
    ready: ready?.status,
    reason: ready?.reason,
    status,
  };
  if (tried > 0) context.log.info(line, 'wrote to Cloudflare');
  else context.log.debug(line, 'looked at');
}
