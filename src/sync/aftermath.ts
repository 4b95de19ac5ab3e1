import type { SecretsStoreSecret } from '../api/resources.ts';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { Plan } from '../core/plan.ts';
import { lacksPlaces } from '../core/quota.ts';
import { storeKeyOfRef } from '../core/store-ref.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Applied } from './apply.ts';
import { findStore } from './caches.ts';
import type { StoreWay } from './connections.ts';
import type { Context } from './context.ts';
import { tellTenants } from './tell-tenants.ts';
import { countDelayMs } from './triggers.ts';

interface Aftermath {
  readonly key: string;
  readonly resource: SecretsStoreSecret;
  readonly plan: Plan;
  readonly access: StoreWay | undefined;
  readonly context: Context;
}

/**
 * What the writes of one resource mean for the others: places are taken or free, names are free, an origin has come or has
 * changed, a store is in doubt.
 */
export function follow(applied: Applied, { key, resource, plan, access, context }: Aftermath): void {
  if (access === undefined) return;
  const { caches, connections, queues, origins, quotas, sharedStores } = context;
  const storeKey = storeKeyOfRef(resource);
  quotas.free(access.address.accountId, applied.deleted);
  if (applied.created + applied.deleted > 0) {
    queues.stores.addAfter(storeKey, countDelayMs, 'Resync');
  }
  if (applied.failures.some(contradictsListing)) access.snapshot.distrust();
  // Of a store object that is gone there is nothing to look at: the way that is left to it is used as it is.
  if (applied.failures.some(contradictsStore) && findStore(caches, storeKey)) {
    connections.doubt(storeKey);
    const isRefused = applied.failures.some(refusesCredential);
    if (isRefused) connections.refuseWrites(storeKey);
    // Not before the credential may be tried again: only an answer tells whether it was refused, or this write of it.
    queues.stores.addAfter(storeKey, isRefused ? waitOf(applied.failures) : 0, 'Change');
  } else if ([...applied.outcomes.values()].some(({ ok }) => ok) && connections.acceptWrites(storeKey)) {
    queues.stores.add(storeKey, 'Change');
  }
  for (const name of written(applied))
    for (const copier of origins.referrersOf(name)) queues.resources.add(copier, 'Change');
  if (applied.freed.length === 0) return;
  tellTenants(lettingGo(plan, applied), access, sharedStores);
  const concerned = concernedBy(applied.freed, context);
  // Its own places are free only now, where what it deleted had to wait for its creates.
  if (applied.deleted > 0 && lacksPlaces(plan)) concerned.add(key);
  else concerned.delete(key);
  for (const other of concerned) queues.resources.add(other, 'Change');
}

function lettingGo({ steps }: Plan, { outcomes }: Applied): Parameters<typeof tellTenants>[0] {
  const done = steps.flatMap((step) => {
    const outcome = outcomes.get(step.name);
    return outcome?.ok ? [{ step, secret: outcome.value }] : [];
  });
  return {
    deleted: done.flatMap(({ step }) => (step.action === 'Delete' ? step.remote.id : [])),
    released: done.flatMap(({ step, secret }) => (step.action === 'Release' && secret ? secret : [])),
  };
}

/** The resources that may have waited for these names, or for a place in the account. */
export const concernedBy = (names: readonly string[], context: Context): Set<string> =>
  new Set([...context.claims.claimantsOfAny(names), ...withoutPlace(context)]);

/** Active already, so that it can be copied; what is pending is told of when it is activated. */
const written = ({ outcomes }: Applied): readonly string[] =>
  [...outcomes].flatMap(([name, outcome]) => (outcome.ok && outcome.value?.status === 'active' ? name : []));

/** What we believed of a secret was wrong, or can no longer be known: the next decision needs a listing. */
export function contradictsListing(failure: CloudflareFailure): boolean {
  switch (failure.kind) {
    case 'SecretNotFound':
    case 'NameTaken':
      return true;
    case 'Unavailable':
      return failure.processed === 'Maybe';
    default:
      return false;
  }
}

/** What we believed of the store or its credential was wrong. */
const contradictsStore = ({ kind }: CloudflareFailure): boolean =>
  kind === 'StoreNotFound' || kind === 'Unauthenticated' || kind === 'Forbidden';

const refusesCredential = ({ kind }: CloudflareFailure): boolean => kind === 'Unauthenticated' || kind === 'Forbidden';

const waitOf = (failures: readonly CloudflareFailure[]): number =>
  Math.max(0, ...failures.map((failure) => (failure.kind === 'Unauthenticated' ? (failure.retryAfterMs ?? 0) : 0)));

const withoutPlace = ({ caches }: Context): readonly string[] =>
  [...caches.resources.values()]
    .filter(({ status }) => status?.entries?.some(({ reason }) => reason === 'QuotaExceeded'))
    .map(keyOf);
