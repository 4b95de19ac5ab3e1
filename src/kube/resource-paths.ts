import type { ObjectTarget } from './kube-object.ts';

/** The plurals of all kinds that this program touches: a path has the plural, an object only its kind. */
const plurals = {
  ClusterSecretsStore: 'clustersecretsstores',
  Event: 'events',
  Lease: 'leases',
  Namespace: 'namespaces',
  Secret: 'secrets',
  SecretsStore: 'secretsstores',
  SecretsStoreSecret: 'secretsstoresecrets',
} as const;

type Kind = keyof typeof plurals;

const isKnown = (kind: string): kind is Kind => Object.hasOwn(plurals, kind);

export interface ResourceScope {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of all namespaces, or of a cluster-scoped kind, unless given. */
  readonly namespace?: string;
}

/** The path of a list, of a watch and of a create. Throws on a kind that this program does not know, which is a bug. */
export function listPath({ apiVersion, kind, namespace }: ResourceScope): string {
  if (!isKnown(kind)) throw new TypeError(`resource-paths.ts has no plural for ${kind}`);
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${group}${within}/${plurals[kind]}`;
}

/** The path of one object. Whether the object there is still the one with the target's uid is for the request to ask. */
export const objectPath = (target: Omit<ObjectTarget, 'uid'>): string =>
  `${listPath(target)}/${encodeURIComponent(target.name)}`;
