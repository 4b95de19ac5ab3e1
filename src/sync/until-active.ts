import { isDeepStrictEqual } from 'node:util';
import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Outcome } from '../core/entry-status.ts';
import { success } from '../core/result.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { systemClock } from '../runtime/clock.ts';
import { Deadline } from '../runtime/deadline.ts';
import type { Applied } from './apply.ts';
import type { StoreWay } from './connections.ts';
import type { Context } from './context.ts';
import type { Pass } from './pass.ts';

/** Most activations are over by then, and one status write tells of both. */
const patienceMs = 3_000;

interface Awaited {
  readonly resource: SecretsStoreSecret;
  readonly access: StoreWay;
  readonly context: Context;
  readonly pass: Pass;
}

/**
 * What was applied, as it is when Cloudflare has activated it; as it is by then, where that takes long, where the resource is
 * to be looked at again, or where the operator stops.
 */
export async function untilActive(applied: Applied, { resource, access, context, pass }: Awaited): Promise<Applied> {
  const store = storeKeyOfRef(resource);
  const deadline = new Deadline(pass.signal, patienceMs, systemClock);
  const ends = [deadline.signal, pass.superseded];
  let { outcomes } = applied;
  while (isPending(outcomes) && (await context.activation.nextLook(store, ends))) outcomes = lastSeen(outcomes, access);
  deadline.clear();
  return { ...applied, outcomes };
}

const isPending = (outcomes: Applied['outcomes']): boolean =>
  [...outcomes.values()].some((outcome) => outcome.ok && outcome.value?.status === 'pending');

const lastSeen = (outcomes: Applied['outcomes'], { snapshot }: StoreWay): Applied['outcomes'] =>
  new Map([...outcomes].map(([name, outcome]) => [name, lastSeenOf(outcome, snapshot)]));

/** Of one that has otherwise changed meanwhile, nothing is taken over: that is for the next decision to find. */
function lastSeenOf(outcome: Outcome, snapshot: StoreWay['snapshot']): Outcome {
  if (!outcome.ok || outcome.value === undefined) return outcome;
  const written = outcome.value;
  const seen = snapshot.byId(written.id);
  const isSame = seen?.comment === written.comment && isDeepStrictEqual(seen.scopes, written.scopes);
  return isSame ? success(seen) : outcome;
}
