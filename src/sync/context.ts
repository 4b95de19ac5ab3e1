import type { SecretsStoreSecret } from '../api/resources.ts';
import type { CloudflareApi } from '../cloudflare/api.ts';
import type { Credential } from '../cloudflare/credential.ts';
import type { OrphanSightings } from '../core/orphans.ts';
import type { StoreKey } from '../core/store-ref.ts';
import type { KubeConnection } from '../kube/connection.ts';
import type { readSecret, SecretName } from '../kube/secrets.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Fence } from '../runtime/fence.ts';
import type { Logger } from '../runtime/log.ts';
import type { OneByOne } from '../runtime/one-by-one.ts';
import type { WorkQueue } from '../runtime/work-queue.ts';
import type { Activation } from './activation.ts';
import type { Caches } from './caches.ts';
import type { Connections } from './connections.ts';
import type { DigestKey } from './digest-key.ts';
import type { EventAllowance } from './event-allowance.ts';
import type { InFlight } from './in-flight.ts';
import type { Metrics } from './metrics.ts';
import type { NameClaims } from './name-claims.ts';
import type { Quotas } from './quotas.ts';
import type { References } from './references.ts';
import type { SharedStores } from './shared-stores.ts';
import type { StoreCreations } from './store-creations.ts';

/** What the operator was told at its start. */
export interface Settings {
  /** The operator's own namespace: its digest key, and the credentials of ClusterSecretsStores. */
  readonly namespace: string;
  /** Namespaces to look after; empty: all. */
  readonly watchNamespaces: readonly string[];
  /** What our mark says of the cluster. */
  readonly clusterName: string;
  readonly maxValueBytes: number;
  readonly finalizerDeadlineMs: number;
  /** Resources that are read and decided upon at once; those that wait for Cloudflare do not count. */
  readonly workers: number;
  /** The most secrets that are created or deleted by one request. */
  readonly maxBatchSize: number;
  /** For ClusterSecretsStores that name no credential. */
  readonly ownCredential?: Credential;
  /** How long a Secret may be away before it counts as gone; a minute unless given. */
  readonly sourcePatienceMs?: number;
}

/** What everybody works with who reads and decides, though nothing may be written. */
export interface ReadingContext {
  readonly settings: Pick<
    Settings,
    'namespace' | 'clusterName' | 'maxValueBytes' | 'ownCredential' | 'sourcePatienceMs'
  >;
  readonly cloudflare: Pick<CloudflareApi, 'connect'>;
  /** A Secret with its values, as it is now. */
  readonly readSecret: (name: SecretName, options: { signal: AbortSignal }) => ReturnType<typeof readSecret>;
  readonly caches: Caches;
  readonly connections: Connections;
  readonly sharedStores: SharedStores;
  readonly quotas: Quotas;
  /** None where nothing may be created. */
  readonly creations?: StoreCreations;
  readonly claims: Pick<NameClaims, 'rivalsFor'>;
  readonly digestKey: Pick<DigestKey, 'get'>;
  /** A resourceVersion of the Secret under which the recorded values are known to hold still, by resource. */
  readonly sameValues: Map<string, string>;
  /** Since when a Secret that a resource names has been missing, by `namespace/name`; milliseconds of `clock`. */
  readonly absences: Map<string, number>;
  /** Watched namespaces whose objects are not known, or not as they are now: nothing may be concluded from what is not seen there. */
  readonly unreadable: () => readonly string[];
  /** Wall clock, in milliseconds: for what is shown to people and compared with Kubernetes' times. It may jump, so never for a duration. */
  readonly now: () => number;
  /** For durations. */
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What every reconcile works with. */
export interface Context extends ReadingContext {
  readonly settings: Settings;
  readonly kube: KubeConnection;
  readonly cloudflare: CloudflareApi;
  readonly fence: Fence;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly creations: StoreCreations;
  /** The orphans that listings have shown, by store object. */
  readonly orphans: Map<StoreKey, OrphanSightings>;
  /** Resources whose pass is writing, or has not recorded yet what it wrote. */
  readonly underWay: Set<string>;
  readonly inFlight: InFlight;
  /** Resources: their stores and their Secrets. */
  readonly references: References;
  /** Stores: the Secrets of their credentials. */
  readonly credentials: References;
  /** Resources: the names of the secrets at Cloudflare that they copy. */
  readonly origins: References;
  readonly claims: NameClaims;
  readonly queues: { readonly resources: WorkQueue; readonly stores: WorkQueue };
  readonly activation: Activation;
  /** Passes that have done what they had to do, and have now to report it. */
  readonly reports: OneByOne;
  readonly eventAllowance: EventAllowance;
  /** Since when this process has tried to delete what a resource or a store object left, by its key; milliseconds of `clock`. */
  readonly deletions: Map<string, number>;
  /** Resources that are gone, and whose secrets still carry our mark though their policy is Retain. */
  readonly departed: Map<string, SecretsStoreSecret>;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
}
