import { eventually } from '../../support/eventually.ts';
import type { NewObject } from '../../support/kube-objects.ts';
import { siteLabel } from './relay.ts';
import type { Site } from './site.ts';

/** The part of their names by which these objects are told from all others. */
export const barrierPrefix = 'zz-barrier';

const storeName = `${barrierPrefix}-store`;
const clusterStoreName = (namespace: string): string => `${storeName}-of-${namespace}`;
const resourceName = `${barrierPrefix}-resource`;
/** The name of a Secret, and of the resource that looks at it. */
const sourceName = `${barrierPrefix}-source`;

/**
 * Objects of no consequence, one for each watch. A watch tells in order: once the operator has looked at these for the sake of
 * a change, it has been told of everything that came before. The store has no credential and the resources are suspended, so
 * none of them costs a call to Cloudflare.
 */
export const barrierObjects: readonly NewObject[] = [
  { kind: 'Secret', metadata: { name: sourceName }, data: {} },
  {
    kind: 'SecretsStore',
    metadata: { name: storeName },
    spec: {
      accountId: '0'.repeat(32),
      auth: { apiToken: { secretRef: { name: 'there-is-none', key: 'token' } } },
    },
  },
  ...[resourceName, sourceName].map((name): NewObject => ({
    kind: 'SecretsStoreSecret',
    metadata: { name },
    spec: {
      storeRef: { name: storeName },
      secretRef: { name },
      scopes: ['workers'],
      data: [{ name: 'NEVER', key: 'never' }],
      suspend: true,
    },
  })),
];

/** Of the ClusterSecretsStores that this operator sees. */
export const barrierClusterStore = (namespace: string): NewObject => ({
  kind: 'ClusterSecretsStore',
  metadata: { name: clusterStoreName(namespace), labels: { [siteLabel]: namespace } },
  spec: {
    accountId: '0'.repeat(32),
    auth: { apiToken: { secretRef: { name: 'there-is-none', key: 'token' } } },
  },
});

/** Until the operator has seen every change so far, and has nothing under way. */
export async function untilIdle(site: Site): Promise<void> {
  let generation: number;
  do {
    generation = site.generation();
    await Promise.all(barriersOf(site).map(async (barrier) => pass(site, barrier)));
    await eventually(() => isIdle(site) || site.generation() !== generation, { until: 'the operator is idle' });
  } while (site.generation() !== generation);
}

/** Nothing waits for a worker, and nothing is being worked on. What waits for its time does not count. */
export function isIdle(site: Site): boolean {
  const { Resources, Stores } = site.standing()?.queues() ?? {};
  return [Resources, Stores].every((queue) => queue !== undefined && queue.depth + queue.active === 0);
}

interface Barrier {
  readonly kind: 'Secret' | 'SecretsStoreSecret' | 'SecretsStore' | 'ClusterSecretsStore';
  readonly name: string;
}

const barriersOf = ({ namespace }: Site): readonly Barrier[] => [
  { kind: 'Secret', name: sourceName },
  { kind: 'SecretsStoreSecret', name: resourceName },
  { kind: 'SecretsStore', name: storeName },
  { kind: 'ClusterSecretsStore', name: clusterStoreName(namespace) },
];

/** Of a new operator, the first pass may come from its first list, which the change came after; the second has begun after it. */
async function pass(site: Site, { kind, name }: Barrier): Promise<void> {
  const generation = site.generation();
  for (const turn of site.isFamiliar(name) ? ['only'] : ['first', 'second']) {
    const before = site.looksAt(name);
    await site.objects.annotate(kind, name, { nudge: `${String(before)}-${turn}-of-${String(generation)}` });
    await eventually(() => site.looksAt(name) > before || site.generation() !== generation, {
      until: `the operator looks at ${kind} "${name}"`,
    });
  }
  if (site.generation() === generation) site.becomesFamiliar(name);
}
