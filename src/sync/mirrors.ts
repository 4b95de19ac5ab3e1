import { apiVersion } from '../api/group.ts';
import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import { asOurKind } from '../core/as-our-kind.ts';
import type { KubeConnection } from '../kube/connection.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import type { ReflectorOptions } from '../kube/reflector-options.ts';
import { listPath } from '../kube/resource-paths.ts';
import { keepIdentity, secretMetadata } from '../kube/secret-metadata.ts';
import type { Logger } from '../runtime/log.ts';
import { Mirror } from './mirror.ts';
import type { Triggers } from './triggers.ts';

export interface Mirrors {
  readonly resources: Mirror<SecretsStoreSecret>;
  readonly secretsStores: Mirror<SecretsStore>;
  readonly clusterStores: Mirror<ClusterSecretsStore>;
  readonly secrets: Mirror<KubeObject>;
  readonly namespaces: Mirror<KubeObject>;
}

interface MirrorsOptions {
  readonly watchNamespaces: readonly string[];
  /** The operator's own, whose Secrets are watched in any case. */
  readonly namespace: string;
  readonly log: Logger;
  readonly triggers: () => Triggers;
}

/** Stands for all namespaces, and for the cluster scope. */
const everywhere = '';

/** Everything that is watched. Of Secrets and namespaces, metadata alone; namespaces only once somebody asks for their labels. */
export function createMirrors(connection: KubeConnection, options: MirrorsOptions): Mirrors {
  const { watchNamespaces, namespace, triggers } = options;
  const isAll = watchNamespaces.length === 0;
  const scopes = isAll ? [everywhere] : watchNamespaces;
  const mirror = <T extends KubeObject>(within: readonly string[], watched: Watched<T>): Mirror<T> =>
    new Mirror(connection, {
      reflectors: new Map(within.map((scope) => [scope, reflectorOptions(watched, scope, options)])),
      dispensable: within.filter((scope) => isDispensable(watched.what, scope, options)),
    });
  return {
    resources: mirror(scopes, {
      ...ofOurs('SecretsStoreSecret'),
      onChange: (...change) => triggers().resourceChanged(...change),
    }),
    secretsStores: mirror(scopes, {
      ...ofOurs('SecretsStore'),
      onChange: (_key, now, before) => triggers().storeChanged(now, before),
    }),
    clusterStores: mirror([everywhere], {
      ...ofOurs('ClusterSecretsStore'),
      onChange: (_key, now, before) => triggers().storeChanged(now, before),
    }),
    secrets: mirror(isAll ? scopes : [...new Set([...scopes, namespace])], {
      what: 'Secret',
      collection: secretMetadata,
      transform: keepIdentity,
      onChange: (key) => triggers().secretChanged(key),
    }),
    namespaces: mirror([everywhere], {
      what: 'Namespace',
      collection: () => ({ path: listPath({ apiVersion: 'v1', kind: 'Namespace' }), accept: 'metadata' }),
      transform: keepLabels,
      onChange: (key, now, before) => triggers().namespaceChanged(key, { now, before }),
    }),
  };
}

/** Watched namespaces of which it is not known what their resources want and record: nobody may take them for empty. */
export const unreadableIn = ({ resources, secretsStores, secrets }: Mirrors): readonly string[] => [
  ...new Set([resources, secretsStores, secrets].flatMap(({ unreadable }) => unreadable)),
];

/** Nothing goes on without the operator's own Secrets, the digest key and credentials, nor without what is of the cluster. */
const isDispensable = (what: string, scope: string, { watchNamespaces, namespace }: MirrorsOptions): boolean =>
  watchNamespaces.includes(scope) && (what !== 'Secret' || scope !== namespace);

interface Watched<T extends KubeObject> extends Pick<ReflectorOptions<T>, 'transform' | 'onChange'> {
  readonly what: string;
  readonly collection: (namespace?: string) => Pick<ReflectorOptions<T>, 'path' | 'accept' | 'fieldSelector'>;
}

function reflectorOptions<T extends KubeObject>(
  { what, collection, transform, onChange }: Watched<T>,
  scope: string,
  options: MirrorsOptions,
): ReflectorOptions<T> {
  const where = scope === everywhere ? what : `${what} in namespace "${scope}"`;
  return {
    ...collection(scope === everywhere ? undefined : scope),
    transform,
    onChange,
    onError: ({ kind, detail, ...rest }) =>
      options.log.warn(
        { watch: what, ...(scope !== everywhere && { namespace: scope }), problem: kind, detail, ...rest },
        hint(where, kind, isDispensable(what, scope, options)),
      ),
  };
}

/** One of our own kinds. */
function ofOurs<T extends SecretsStoreSecret | SecretsStore | ClusterSecretsStore>(
  kind: T['kind'],
): Omit<Watched<T>, 'onChange'> {
  return {
    what: kind,
    collection: (namespace) => ({
      path: listPath({ apiVersion, kind, ...(namespace !== undefined && { namespace }) }),
      accept: 'full',
    }),
    transform: (object) => asOurKind<T>(object, kind),
  };
}

function keepLabels(object: KubeObject): KubeObject {
  const { metadata, ...identity } = keepIdentity(object);
  const { labels } = object.metadata;
  return { ...identity, metadata: { ...metadata, ...(labels && { labels }) } };
}

function hint(where: string, problem: string, isNamespaceDispensable: boolean): string {
  if (problem === 'NotFound') return `cannot watch ${where}: install the CRDs with kubectl apply -f crds/`;
  if (problem !== 'Forbidden') return `the watch of ${where} was interrupted and goes on`;
  const lacks = `cannot watch ${where}: the operator's service account lacks a role for it`;
  return isNamespaceDispensable
    ? `${lacks}; create the Role and RoleBinding, or take the namespace out of --watch-namespaces`
    : lacks;
}
