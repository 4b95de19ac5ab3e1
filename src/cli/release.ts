import { annotations, apiVersion, finalizer, storeFinalizer } from '../api/group.ts';
import type { SecretsStoreSecret, Store } from '../api/resources.ts';
import { isDeleting } from '../core/lifecycle.ts';
import { releasedNote } from '../core/released.ts';
import { failed, type Result, success } from '../core/result.ts';
import { annotate } from '../kube/annotate.ts';
import { type KubeConnection } from '../kube/connection.ts';
import { recordEvent } from '../kube/events.ts';
import type { KubeFailure } from '../kube/failure.ts';
import { findObject } from '../kube/find-object.ts';
import { removeFinalizer } from '../kube/finalizers.ts';
import { targetOf } from '../kube/kube-object.ts';
import { sleep } from '../runtime/sleep.ts';
import type { ReleaseTarget } from './release-options.ts';

/** Lines for people: what was done, and each thing that stays at Cloudflare. */
type Told = readonly string[];

interface Releasing {
  readonly kube: KubeConnection;
  readonly signal: AbortSignal;
  /** How long an operator may take to let go, before it is done here. */
  readonly patienceMs: number;
}

/**
 * Lets an object go that is being deleted, and says what of it stays at Cloudflare. The annotation tells an operator that runs;
 * where none has let go in time, the finalizer is taken off here. One that is not being deleted is only annotated: it goes
 * at once when it is. A failure is one line.
 */
export async function release(target: ReleaseTarget, releasing: Releasing): Promise<Result<Told, string>> {
  const { kube, signal } = releasing;
  const title = `${target.kind} ${target.namespace === undefined ? '' : `${target.namespace}/`}${target.name}`;
  const found = await findObject(kube, { apiVersion, ...target }, { signal });
  if (!found.ok) return failed(cannot(`read ${title}`, found.failure));
  // The API server has checked it against the CRD that its type is generated from.
  const object = found.value as SecretsStoreSecret | Store;
  const held = finalizerOf(target);
  const isHeld = object.metadata.finalizers?.includes(held) ?? false;
  if (isDeleting(object) && !isHeld)
    return success([`${title} is held by others than the operator: ${othersOf(object)}`]);
  const annotated = await annotate(kube, { object, name: annotations.release, value: 'true' }, { signal });
  if (!annotated.ok && annotated.failure.kind !== 'NotFound')
    return failed(cannot(`annotate ${title}`, annotated.failure));
  const left = leftOf(object);
  if (!isDeleting(object))
    return success([`${title} is not being deleted; it will be let go at once when it is`, ...left]);
  if (await hasGone(target, object, releasing)) return success([`${title} was let go`, ...left]);
  const removed = await removeFinalizer(kube, { object, finalizer: held }, { signal });
  if (!removed.ok) return failed(cannot(`take the finalizer off ${title}`, removed.failure));
  if (object.kind === 'SecretsStoreSecret') {
    await recordEvent(kube, { regarding: targetOf(object), action: 'Release', ...releasedNote(object) }, { signal });
  }
  return success([`${title} was let go by this command, since no operator did`, ...left]);
}

const finalizerOf = ({ kind }: ReleaseTarget): string => (kind === 'SecretsStoreSecret' ? finalizer : storeFinalizer);

const othersOf = ({ metadata }: SecretsStoreSecret | Store): string =>
  (metadata.finalizers ?? []).join(', ') || 'nobody';

const cannot = (action: string, { detail }: KubeFailure): string =>
  `Cannot ${action}: ${detail}; check the name, --kubeconfig and your rights`;

/** Whether an operator has let go of it meanwhile. */
async function hasGone(
  target: ReleaseTarget,
  { metadata }: SecretsStoreSecret | Store,
  { kube, signal, patienceMs }: Releasing,
): Promise<boolean> {
  const pollMs = 250;
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    await sleep(pollMs, signal);
    const found = await findObject(kube, { apiVersion, ...target }, { signal });
    if (!found.ok && found.failure.kind === 'NotFound') return true;
    if (!found.ok) continue;
    const { uid, finalizers = [] } = found.value.metadata;
    if (uid !== metadata.uid || !finalizers.includes(finalizerOf(target))) return true;
  }
  return false;
}

function leftOf(object: SecretsStoreSecret | Store): Told {
  if (object.kind !== 'SecretsStoreSecret') {
    const { created } = object.status ?? {};
    return created ? [`stays at Cloudflare: store "${created.storeName}" (id ${created.storeId})`] : [];
  }
  const { entries = [], pendingDeletions = [], store } = object.status ?? {};
  return [
    ...entries.map(({ name, secretId }) => ({ name, secretId, storeId: store?.storeId })),
    ...pendingDeletions.map(({ name, secretId, store: { storeId } }) => ({ name, secretId, storeId })),
  ].flatMap(({ name, secretId, storeId }) =>
    secretId === undefined ? [] : `stays at Cloudflare: secret "${name}" (id ${secretId}, store ${storeId})`,
  );
}
