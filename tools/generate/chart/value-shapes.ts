import { dnsLabel } from '../../../src/cli/run-options.ts';

type Shape = Readonly<Record<string, unknown>>;

const strings: Shape = { additionalProperties: { type: 'string' } };
/** By these the chart chooses its own pods; one that a user sets would stand there twice. */
const setAsLabels = ['name', 'instance', 'component', 'version', 'part-of', 'managed-by'].map(
  (name) => `app.kubernetes.io/${name}`,
);
const labels: Shape = {
  ...strings,
  // Of `propertyNames`, Helm tells another place than the one at fault.
  properties: Object.fromEntries([...setAsLabels, 'helm.sh/chart'].map((name) => [name, false])),
};
/** Left to Kubernetes, which knows the fields of its own version. */
const objects: Shape = { items: { type: 'object' } };
const open: Shape = { additionalProperties: true };
const number = (minimum: number, maximum: number): Shape => ({ minimum, maximum });
const choice = (...choices: readonly string[]): Shape => ({ enum: choices });
const port = number(1, 65_535);
const duration: Shape = { pattern: '^([0-9]+(ms|s|m|h))+$' };
const optionally = (pattern: string): Shape => ({ pattern: `^(${pattern})?$` });

const quantities: Shape = { type: 'object', additionalProperties: { type: ['string', 'number'] } };
const resources: Shape = {
  additionalProperties: false,
  properties: { requests: quantities, limits: quantities, claims: { type: 'array', items: { type: 'object' } } },
};

/** What the chart sets itself: Helm 4 refuses a name that stands twice. */
const setByChart = ['POD_NAMESPACE', 'CLOUDFLARE_API_TOKEN_FILE'];

const probe = (name: string): Readonly<Record<string, Shape>> => ({
  [`health.${name}.periodSeconds`]: number(1, 300),
  [`health.${name}.failureThreshold`]: number(1, 600),
  [`health.${name}.timeoutSeconds`]: number(1, 60),
});

const monitor = (name: string): Readonly<Record<string, Shape>> => ({
  [`metrics.${name}.labels`]: labels,
  [`metrics.${name}.interval`]: duration,
  [`metrics.${name}.scrapeTimeout`]: duration,
  [`metrics.${name}.relabelings`]: objects,
  [`metrics.${name}.metricRelabelings`]: objects,
});

/** What each value may be, as far as its default does not say it. */
export const valueShapes: Readonly<Record<string, Shape>> = {
  nameOverride: { maxLength: 63 },
  fullnameOverride: { maxLength: 52 },
  commonLabels: labels,
  'image.repository': { minLength: 1 },
  'image.digest': optionally('sha256:[0-9a-f]{64}'),
  'image.pullPolicy': choice('Always', 'IfNotPresent', 'Never'),
  imagePullSecrets: {
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: { type: 'string' } },
    },
  },
  replicas: number(0, 10),
  'leaderElection.leaseSeconds': number(6, 3_600),
  revisionHistoryLimit: number(0, 100),
  clusterName: optionally('[A-Za-z0-9._-]{1,63}'),
  watchNamespaces: { uniqueItems: true, items: { type: 'string', pattern: dnsLabel.source } },
  cloudflareApiUrl: optionally('https?://[^\\s?#]+'),
  'apiToken.existingSecret.name': optionally('[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?'),
  'apiToken.existingSecret.key': { pattern: '^[-._a-zA-Z0-9]{1,253}$' },
  rateLimitShare: number(0.05, 1),
  maxValueBytes: number(1, 1_048_576),
  finalizerDeadlineSeconds: number(1, 604_800),
  workers: number(1, 100),
  maxBatchSize: number(1, 1_000),
  'log.level': choice('error', 'warn', 'info', 'debug'),
  'log.format': choice('json', 'pretty'),
  'crds.annotations': strings,
  'serviceAccount.annotations': strings,
  'metrics.port': port,
  'metrics.service.annotations': strings,
  ...monitor('serviceMonitor'),
  ...monitor('podMonitor'),
  'metrics.prometheusRule.labels': labels,
  'metrics.prometheusRule.extraGroups': objects,
  'metrics.dashboard.labels': labels,
  'metrics.dashboard.annotations': strings,
  'health.port': port,
  ...probe('startupProbe'),
  ...probe('livenessProbe'),
  ...probe('readinessProbe'),
  resources,
  podSecurityContext: open,
  securityContext: open,
  'podDisruptionBudget.maxUnavailable': { type: ['integer', 'string'], minimum: 0, pattern: '^[0-9]+%$' },
  'networkPolicy.apiServerPorts': { minItems: 1, items: { type: 'integer', ...port } },
  'networkPolicy.metricsFrom': objects,
  'networkPolicy.extraEgress': objects,
  terminationGracePeriodSeconds: number(20, 3_600),
  topologySpreadConstraints: objects,
  nodeSelector: strings,
  tolerations: objects,
  affinity: open,
  deploymentAnnotations: strings,
  podAnnotations: strings,
  podLabels: labels,
  extraArgs: { items: { type: 'string', pattern: '^--' } },
  extraEnv: {
    items: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', not: { enum: setByChart } }, value: { type: 'string' } },
    },
  },
  extraEnvFrom: objects,
  extraVolumes: objects,
  extraVolumeMounts: objects,
  extraObjects: { items: { type: ['object', 'string'] } },
  'emulator.accountId': { pattern: '^[0-9a-f]{32}$' },
  'emulator.token': { minLength: 1 },
  'emulator.resources': resources,
};
