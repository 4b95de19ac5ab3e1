import { choice, list, matching, number, type Option, text, truth } from '../config.ts';

export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const dnsSubdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Every option of the operator. `--help` and docs/configuration.md print this table. */
export const runOptions = {
  kubeconfig: {
    flag: 'kubeconfig',
    environment: 'KUBECONFIG',
    default: "in the cluster, else the user's",
    doc: 'The kubeconfig file.',
    parse: text(undefined),
  },
  namespace: {
    flag: 'namespace',
    environment: 'POD_NAMESPACE',
    default: 'secrets-store-system',
    doc: "The operator's own namespace: its digest key, and the credentials of ClusterSecretsStores.",
    parse: matching(dnsLabel, { what: 'the name of a namespace', fallback: 'secrets-store-system' }),
  },
  watchNamespaces: {
    flag: 'watch-namespaces',
    environment: 'WATCH_NAMESPACES',
    default: 'all',
    doc: 'Namespaces to look after, separated by commas.',
    parse: list(),
  },
  clusterName: {
    flag: 'cluster-name',
    environment: 'CLUSTER_NAME',
    default: "the first 8 digits of the kube-system namespace's uid",
    doc: "The cluster's name in our mark at Cloudflare; no two clusters that share an account may have the same.",
    parse: matching(/^[A-Za-z0-9._-]{1,63}$/, {
      what: 'at most 63 letters, digits, dots, dashes and underscores',
      fallback: undefined,
    }),
  },
  cloudflareApiUrl: {
    flag: 'cloudflare-api-url',
    environment: 'CLOUDFLARE_BASE_URL',
    default: 'https://api.cloudflare.com/client/v4',
    doc: "Cloudflare's API, or the emulator.",
    parse: matching(/^https?:\/\/[^\s?#@]+$/, {
      what: 'an http or https URL without a query and without a user',
      fallback: 'https://api.cloudflare.com/client/v4',
    }),
  },
  apiTokenFile: {
    flag: 'api-token-file',
    environment: 'CLOUDFLARE_API_TOKEN_FILE',
    default: 'none; the token itself may stand in CLOUDFLARE_API_TOKEN',
    doc: 'The API token for ClusterSecretsStores that name no credential.',
    parse: text(undefined),
  },
  rateLimitShare: {
    flag: 'rate-limit-share',
    environment: 'RATE_LIMIT_SHARE',
    default: '0.8',
    doc: "How much of a credential's rate limit may be used; the rest is for other tools.",
    parse: number(0.8, { min: 0.05, max: 1, kind: 'Fraction' }),
  },
  maxValueBytes: {
    flag: 'max-value-bytes',
    environment: 'MAX_VALUE_BYTES',
    default: '65536',
    doc: 'The longest value that is pushed, in bytes.',
    parse: number(65_536, { min: 1, max: 1_048_576, kind: 'Integer' }),
  },
  finalizerDeadlineSeconds: {
    flag: 'finalizer-deadline-seconds',
    environment: 'FINALIZER_DEADLINE_SECONDS',
    default: '900',
    doc: 'How long a deletion is tried at Cloudflare before the resource, or the store, is let go without it.',
    parse: number(900, { min: 1, max: 604_800, kind: 'Integer' }),
  },
  workers: {
    flag: 'workers',
    environment: 'WORKERS',
    default: '8',
    doc: 'Resources that are read and decided upon at once; those that wait for Cloudflare do not count.',
    parse: number(8, { min: 1, max: 100, kind: 'Integer' }),
  },
  maxBatchSize: {
    flag: 'max-batch-size',
    environment: 'MAX_BATCH_SIZE',
    default: '100',
    doc: 'The most secrets that one request creates or deletes; less where Cloudflare refuses it for its size.',
    parse: number(100, { min: 1, max: 1_000, kind: 'Integer' }),
  },
  leaderElect: {
    flag: 'leader-elect',
    environment: 'LEADER_ELECT',
    default: 'true',
    doc: 'Whether several operators agree by a Lease which of them works; false for one that is alone.',
    parse: truth(true),
  },
  leaseName: {
    flag: 'lease-name',
    environment: 'LEASE_NAME',
    default: 'secrets-store-operator',
    doc: "The Lease in the operator's own namespace; operators that look after different things need different ones.",
    parse: matching(dnsSubdomain, { what: 'the name of a Lease', fallback: 'secrets-store-operator' }),
  },
  leaseSeconds: {
    flag: 'lease-seconds',
    environment: 'LEASE_SECONDS',
    default: '30',
    doc: 'How long after the last sign of life of the one that works another one waits; it gives up itself after two thirds.',
    parse: number(30, { min: 6, max: 3_600, kind: 'Integer' }),
  },
  metricsPort: {
    flag: 'metrics-port',
    environment: 'METRICS_PORT',
    default: '8080',
    doc: 'Where /metrics is served, on every address; 0 takes any free one.',
    parse: number(8080, { min: 0, max: 65_535, kind: 'Integer' }),
  },
  healthPort: {
    flag: 'health-port',
    environment: 'HEALTH_PORT',
    default: '8081',
    doc: 'Where /livez, /readyz and /startupz are served, on every address; 0 takes any free one.',
    parse: number(8081, { min: 0, max: 65_535, kind: 'Integer' }),
  },
  logLevel: {
    flag: 'log-level',
    environment: 'LOG_LEVEL',
    default: 'info',
    doc: 'error, warn, info or debug.',
    parse: choice(['error', 'warn', 'info', 'debug'], 'info'),
  },
  logFormat: {
    flag: 'log-format',
    environment: 'LOG_FORMAT',
    default: 'json; pretty on a terminal',
    doc: 'json or pretty.',
    parse: choice(['json', 'pretty', 'auto'], 'auto'),
  },
} as const satisfies Readonly<Record<string, Option<unknown>>>;
