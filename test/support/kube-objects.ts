import type { SecretsStore, SecretsStoreSecret, ClusterSecretsStore } from '../../src/api/resources.ts';
import type { KubeAnswer, KubeClient, KubeDocument } from './kube-client.ts';

const ours = 'secretsstore.dev/v1alpha1';

/** What tests touch. */
const kinds = {
  Namespace: { apiVersion: 'v1', plural: 'namespaces', isNamespaced: false },
  Secret: { apiVersion: 'v1', plural: 'secrets', isNamespaced: true },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases', isNamespaced: true },
  Event: { apiVersion: 'events.k8s.io/v1', plural: 'events', isNamespaced: true },
  SecretsStore: { apiVersion: ours, plural: 'secretsstores', isNamespaced: true },
  SecretsStoreSecret: { apiVersion: ours, plural: 'secretsstoresecrets', isNamespaced: true },
  ClusterSecretsStore: { apiVersion: ours, plural: 'clustersecretsstores', isNamespaced: false },
} as const;

export type Kind = keyof typeof kinds;

/** How each kind is typed when it is read. */
export interface KindTypes {
  readonly Namespace: KubeDocument;
  readonly Secret: KubeDocument & { readonly data?: Readonly<Record<string, string>> };
  readonly Lease: KubeDocument & {
    readonly spec: { readonly holderIdentity: string; readonly leaseTransitions: number };
  };
  readonly Event: KubeDocument & {
    readonly type: string;
    readonly reason: string;
    readonly note: string;
    readonly regarding: { readonly kind: string; readonly name: string };
  };
  readonly SecretsStore: SecretsStore;
  readonly SecretsStoreSecret: SecretsStoreSecret;
  readonly ClusterSecretsStore: ClusterSecretsStore;
}

/** An object as a test writes it down; its namespace is that of the test. */
export interface NewObject {
  readonly kind: Kind;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export type KubeObjects = ReturnType<typeof kubeObjects>;

/** What tests do with objects, in one namespace and in the cluster's scope. Every refusal is thrown, save by `tryApply`. */
export function kubeObjects(client: KubeClient, namespace: string) {
  const listPath = (kind: Kind): string => {
    const { apiVersion, plural, isNamespaced } = kinds[kind];
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${group}${isNamespaced ? `/namespaces/${namespace}` : ''}/${plural}`;
  };
  const pathOf = (kind: Kind, name: string): string => `${listPath(kind)}/${name}`;

  /** By server-side apply: what an earlier apply had and this one has not goes. */
  const tryApply = async ({ kind, metadata, ...rest }: NewObject): Promise<KubeAnswer> =>
    client({
      method: 'PATCH',
      path: `${pathOf(kind, metadata.name)}?fieldManager=test&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion: kinds[kind].apiVersion, kind, metadata, ...rest },
    });
  const patch = async (kind: Kind, name: string, body: object): Promise<KubeDocument> =>
    bodyOf(
      await client({ method: 'PATCH', path: pathOf(kind, name), contentType: 'application/merge-patch+json', body }),
    );

  return {
    tryApply,
    /** In order. Gives the last one as it is now. */
    apply: async (...objects: readonly NewObject[]): Promise<KubeDocument> => {
      let last: KubeDocument | undefined;
      for (const object of objects) last = bodyOf(await tryApply(object));
      if (last === undefined) throw new Error('There is nothing to apply');
      return last;
    },
    /** A JSON merge patch. */
    patch,
    annotate: async (kind: Kind, name: string, annotations: Readonly<Record<string, string | null>>) =>
      patch(kind, name, { metadata: { annotations } }),
    /** Asks for the deletion, and does not wait for the end. */
    remove: async (kind: Kind, name: string): Promise<void> =>
      void bodyOf(await client({ method: 'DELETE', path: pathOf(kind, name) })),
    /** Undefined when it is not there. */
    read: async <K extends Kind>(kind: K, name: string): Promise<KindTypes[K] | undefined> => {
      const answer = await client({ method: 'GET', path: pathOf(kind, name) });
      return answer.status === 404 ? undefined : (bodyOf(answer) as unknown as KindTypes[K]);
    },
    list: async <K extends Kind>(kind: K): Promise<readonly KindTypes[K][]> => {
      const { items } = bodyOf(await client({ method: 'GET', path: listPath(kind) }));
      return items as readonly KindTypes[K][];
    },
  };
}

function bodyOf({ status, body }: KubeAnswer): KubeDocument {
  if (status >= 300) throw new Error(`The API server says ${status}: ${String(body['message'])}`);
  return body;
}
