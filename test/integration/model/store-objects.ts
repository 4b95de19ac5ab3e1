import type { NewObject } from '../../support/kube-objects.ts';
import { store } from '../../support/sample-objects.ts';
import { siteLabel } from './relay.ts';
import { type Allowed, sharedPlace } from './world.ts';

interface Within {
  readonly namespace: string;
}

/** The store object that leads to a Cloudflare store; what belongs to the cluster is called after the namespace. */
export const storeObject = ({ namespace }: Within, place: string) =>
  place === sharedPlace
    ? ({ kind: 'ClusterSecretsStore', name: namespace } as const)
    : ({ kind: 'SecretsStore', name: place } as const);

/** As it is created. */
export function newStoreObject({ namespace }: Within, place: string): NewObject {
  const { kind, name } = storeObject({ namespace }, place);
  const created = store({ store: { name: place } }, name);
  if (kind === 'SecretsStore') return created;
  const spec = { ...(created['spec'] as object), allowedNamespaces: allowedNamespacesOf({}, namespace) };
  return { kind, metadata: { name, labels: { [siteLabel]: namespace } }, spec };
}

export const allowedNamespacesOf = (allowed: Allowed, namespace: string): readonly object[] =>
  allowed === 'Nothing' ? [] : [{ names: [namespace], ...allowed }];
