import type { ClusterSecretsStoreSpec, ClusterSecretsStoreStatus } from './generated/clustersecretsstores.ts';
import type { SecretsStoreSpec, SecretsStoreStatus } from './generated/secretsstores.ts';
import type { SecretsStoreSecretSpec, SecretsStoreSecretStatus } from './generated/secretsstoresecrets.ts';

/** The resources as they come from the API server: what was read is never changed in place. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What is read of any object's metadata. */
export interface ObjectMeta {
  readonly name: string;
  /** Absent from cluster-scoped objects. */
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp?: string;
  /** Present once somebody has asked for the deletion; the object goes when its last finalizer does. */
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Resource<Kind extends string, Spec, Status> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: ObjectMeta;
  readonly spec: DeepReadonly<Spec>;
  readonly status?: DeepReadonly<Status>;
  /** Not of the API: why its spec is none that the kind can have, so that nothing of it may be acted upon. */
  readonly misfit?: string;
}

export type SecretsStoreSecret = Resource<'SecretsStoreSecret', SecretsStoreSecretSpec, SecretsStoreSecretStatus>;
export type SecretsStore = Resource<'SecretsStore', SecretsStoreSpec, SecretsStoreStatus>;
export type ClusterSecretsStore = Resource<'ClusterSecretsStore', ClusterSecretsStoreSpec, ClusterSecretsStoreStatus>;
export type Store = SecretsStore | ClusterSecretsStore;
export type StoreKind = Store['kind'];

export type SecretStatus = DeepReadonly<SecretsStoreSecretStatus>;
export type StoreStatus = DeepReadonly<SecretsStoreStatus>;
export type EntryStatus = NonNullable<SecretStatus['entries']>[number];
export type Condition = NonNullable<SecretStatus['conditions']>[number];
export type AllowedNamespaces = NonNullable<ClusterSecretsStore['spec']['allowedNamespaces']>[number];
export type LabelSelector = NonNullable<AllowedNamespaces['selector']>;
