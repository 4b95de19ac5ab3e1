/** One query of a panel; `legend` names its labels as `{{label}}`. */
interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** What one panel of the dashboard shows, before it has a place. */
export interface Panel {
  readonly title: string;
  /** For whoever wonders what they see; shown at the corner of the panel. */
  readonly description: string;
  readonly type: 'stat' | 'timeseries';
  /** As Grafana names it. */
  readonly unit: 'short' | 's' | 'bytes' | 'percentunit' | 'reqps' | 'ops';
  readonly queries: readonly Query[];
  /** From where on a stat is red; the other way round where `reds` is `Below`. */
  readonly alarm?: { readonly at: number; readonly reds: 'Above' | 'Below' };
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Only what is scraped from the operators that are chosen above the dashboard. */
const ours = (metric: string, matchers = ''): string =>
  `secrets_store_operator_${metric}{job=~"$job"${matchers === '' ? '' : `, ${matchers}`}}`;

const rate = (metric: string, matchers?: string): string => `rate(${ours(metric, matchers)}[$__rate_interval])`;

/** How many within the time that a step of the graph spans. */
const increase = (metric: string, matchers?: string): string => `increase(${ours(metric, matchers)}[$__rate_interval])`;

const quantile = (share: number, metric: string, by = ''): string =>
  `histogram_quantile(${share}, sum by (le${by === '' ? '' : `, ${by}`}) (${rate(`${metric}_bucket`)}))`;

/** Replicas look at the same cluster: the largest of what they say, not the sum. */
const largest = (by: string, expression: string): string => `max by (${by}) (${expression})`;

const perReplica = (by: string, metric: string, matchers?: string): string =>
  `sum by (job, instance, ${by}) (${ours(metric, matchers)})`;

const store = 'store_kind, store_namespace, store_name';
const storeLegend = '{{store_kind}} {{store_namespace}}/{{store_name}}';

export const rows: readonly Row[] = [
  {
    title: 'At a glance',
    panels: [
      {
        title: 'Entries in sync',
        description: 'Secrets that are at Cloudflare as the cluster wants them.',
        type: 'stat',
        unit: 'short',
        queries: [{ expr: `max(${perReplica('state', 'entries', 'state="Synced"')})`, legend: '' }],
      },
      {
        title: 'Entries that fail or wait',
        description: 'Their resources are not Ready; the reasons below say why.',
        type: 'stat',
        unit: 'short',
        queries: [
          {
            expr: `max(sum by (job, instance) (${ours('entries', 'state=~"Failed|Retrying|Waiting"')})) or vector(0)`,
            legend: '',
          },
        ],
        alarm: { at: 1, reds: 'Above' },
      },
      {
        title: 'Stores that cannot be used',
        description: 'The Ready condition of the store says why.',
        type: 'stat',
        unit: 'short',
        queries: [{ expr: `count(${largest(store, ours('store_ready'))} == 0) or vector(0)`, legend: '' }],
        alarm: { at: 1, reds: 'Above' },
      },
      {
        title: 'Nine changes in ten are there within',
        description: 'From the change in the cluster to the confirmation by Cloudflare, over the last hour.',
        type: 'stat',
        unit: 's',
        queries: [
          {
            expr: `histogram_quantile(0.9, sum by (le) (increase(${ours('sync_latency_seconds_bucket')}[1h])))`,
            legend: '',
          },
        ],
        alarm: { at: 60, reds: 'Above' },
      },
      {
        title: 'Requests left',
        description: "Of the operator's share of Cloudflare's rate limit, for the credential that has least.",
        type: 'stat',
        unit: 'percentunit',
        queries: [
          {
            expr: `min(${ours('cloudflare_rate_limit_remaining_requests')} / ${ours('cloudflare_rate_limit_requests')})`,
            legend: '',
          },
        ],
        alarm: { at: 0.1, reds: 'Below' },
      },
      {
        title: 'Version',
        description: 'Of the operator, and how many of it are scraped.',
        type: 'stat',
        unit: 'short',
        queries: [{ expr: `count by (version) (${ours('build_info')})`, legend: '{{version}}' }],
      },
    ],
  },
  {
    title: 'Secrets',
    panels: [
      {
        title: 'Entries by state',
        description: 'As the status of their resources says.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: largest('state', perReplica('state', 'entries')), legend: '{{state}}' }],
      },
      {
        title: 'Entries that are not in sync, by reason',
        description: 'The reasons are explained in docs/reasons.md.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: largest('reason', perReplica('reason', 'entries', 'reason!=""')), legend: '{{reason}}' }],
      },
      {
        title: 'From a change to Cloudflare',
        description: 'Retries, and the wait for the rate limit, are included.',
        type: 'timeseries',
        unit: 's',
        queries: [0.5, 0.9, 0.99].map((share) => ({
          expr: quantile(share, 'sync_latency_seconds'),
          legend: `${share * 100} %`,
        })),
      },
      {
        title: 'Secrets written',
        description: 'What was done to them at Cloudflare.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: `sum by (action) (${increase('secret_writes_total')})`, legend: '{{action}}' }],
      },
      {
        title: 'What others did',
        description:
          'Changes by somebody else that were set right, secrets that were taken over, names that were taken already.',
        type: 'timeseries',
        unit: 'short',
        queries: [
          { expr: `sum(${increase('drift_corrections_total')})`, legend: 'drift set right' },
          { expr: `sum(${increase('adoptions_total')})`, legend: 'taken over' },
          { expr: `sum(${increase('conflicts_total')})`, legend: 'conflicts' },
        ],
      },
      {
        title: 'Deletions',
        description: 'Resources that were let go of, by why, and orphans that were deleted.',
        type: 'timeseries',
        unit: 'short',
        queries: [
          { expr: `sum by (cause) (${increase('finalizers_released_total')})`, legend: '{{cause}}' },
          { expr: `sum(${increase('orphans_deleted_total')})`, legend: 'orphans deleted' },
        ],
      },
    ],
  },
  {
    title: 'Stores',
    panels: [
      {
        title: 'Places taken in the account',
        description: 'By everybody who uses it, as a share of those that it has.',
        type: 'timeseries',
        unit: 'percentunit',
        queries: [
          {
            expr: `${largest(store, ours('store_quota_used'))} / ${largest(store, ours('store_quota_limit'))}`,
            legend: storeLegend,
          },
        ],
      },
      {
        title: 'Orphans',
        description: 'Secrets with the mark of this cluster that no resource records.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: largest(store, ours('store_orphans')), legend: storeLegend }],
      },
      {
        title: 'Until the credential ends',
        description: 'Only of credentials for which Cloudflare says so.',
        type: 'timeseries',
        unit: 's',
        queries: [
          {
            expr: `min by (${store}) (${ours('store_credential_expiry_timestamp_seconds')}) - time()`,
            legend: storeLegend,
          },
        ],
      },
    ],
  },
  {
    title: 'Cloudflare',
    panels: [
      {
        title: 'Requests by operation',
        description: 'Each try counts for itself.',
        type: 'timeseries',
        unit: 'reqps',
        queries: [{ expr: `sum by (operation) (${rate('cloudflare_calls_total')})`, legend: '{{operation}}' }],
      },
      {
        title: 'Requests that did not succeed',
        description: 'By what came of them.',
        type: 'timeseries',
        unit: 'reqps',
        queries: [
          {
            expr: `sum by (outcome) (${rate('cloudflare_calls_total', 'outcome!="Success"')})`,
            legend: '{{outcome}}',
          },
        ],
      },
      {
        title: 'How long Cloudflare takes',
        description: 'Nine requests in ten are answered within this time.',
        type: 'timeseries',
        unit: 's',
        queries: [{ expr: quantile(0.9, 'cloudflare_call_duration_seconds', 'operation'), legend: '{{operation}}' }],
      },
      {
        title: 'Requests left in the window',
        description: "Of the operator's own share. 0 while Cloudflare has stopped it by a 429.",
        type: 'timeseries',
        unit: 'short',
        queries: [
          {
            expr: `min by (credential) (${ours('cloudflare_rate_limit_remaining_requests')})`,
            legend: '{{credential}}: left',
          },
          {
            expr: `min by (credential) (${ours('cloudflare_rate_limit_requests')})`,
            legend: '{{credential}}: share',
          },
        ],
      },
      {
        title: 'Waiting for the rate limit',
        description: 'Requests that wait now, by what they are for, and those that went back to their queue.',
        type: 'timeseries',
        unit: 'short',
        queries: [
          { expr: `sum by (lane) (${ours('cloudflare_calls_waiting')})`, legend: '{{lane}}' },
          { expr: `sum(${increase('cloudflare_calls_postponed_total')})`, legend: 'postponed' },
        ],
      },
      {
        title: 'Time spent waiting',
        description: 'Seconds that requests waited within one second; 1 means that one was waiting all the time.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: `sum(${rate('cloudflare_wait_seconds_total')})`, legend: 'waiting' }],
      },
      {
        title: 'Secrets in one request',
        description: 'The mean, for requests that create or delete several.',
        type: 'timeseries',
        unit: 'short',
        queries: [
          {
            expr: `sum by (operation) (${rate('cloudflare_batch_size_sum')}) / sum by (operation) (${rate('cloudflare_batch_size_count')})`,
            legend: '{{operation}}',
          },
        ],
      },
    ],
  },
  {
    title: 'The operator',
    panels: [
      {
        title: 'Passes',
        description: 'Over resources and stores, by what becomes of them.',
        type: 'timeseries',
        unit: 'ops',
        queries: [{ expr: `sum by (kind, result) (${rate('reconciles_total')})`, legend: '{{kind}}: {{result}}' }],
      },
      {
        title: 'How long a pass takes',
        description: 'Nine in ten take no longer. The wait for Cloudflare, and for an activation, is included.',
        type: 'timeseries',
        unit: 's',
        queries: [{ expr: quantile(0.9, 'reconcile_duration_seconds', 'kind'), legend: '{{kind}}' }],
      },
      {
        title: 'Keys in the queues',
        description: 'Waiting for a worker, being processed, waiting for their time, or for a place at their store.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: largest('queue, state', ours('queue_keys')), legend: '{{queue}}: {{state}}' }],
      },
      {
        title: 'Age of the oldest key',
        description: 'How long it has waited for a worker.',
        type: 'timeseries',
        unit: 's',
        queries: [{ expr: largest('queue', ours('queue_oldest_key_age_seconds')), legend: '{{queue}}' }],
      },
      {
        title: 'Silence of the API server',
        description: 'Since it was last heard on behalf of each watch. Minutes are usual where little changes.',
        type: 'timeseries',
        unit: 's',
        queries: [{ expr: largest('kind', ours('watch_silence_seconds')), legend: '{{kind}}' }],
      },
      {
        title: 'Trouble with watches',
        description:
          'Watches that failed, and changes that they missed. Ends after some minutes are usual and not shown.',
        type: 'timeseries',
        unit: 'short',
        queries: [
          { expr: `sum by (kind) (${increase('watch_failures_total')})`, legend: '{{kind}}: failures' },
          { expr: `sum by (kind) (${increase('watch_missed_changes_total')})`, legend: '{{kind}}: missed' },
        ],
      },
      {
        title: 'Memory',
        description: 'What each process holds, and what is in use of its heap.',
        type: 'timeseries',
        unit: 'bytes',
        queries: [
          { expr: 'process_resident_memory_bytes{job=~"$job"}', legend: '{{instance}}: resident' },
          { expr: 'nodejs_heap_size_used_bytes{job=~"$job"}', legend: '{{instance}}: heap' },
        ],
      },
      {
        title: 'Processor',
        description: 'Cores in use by each process.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: 'rate(process_cpu_seconds_total{job=~"$job"}[$__rate_interval])', legend: '{{instance}}' }],
      },
      {
        title: 'Event loop',
        description: 'The longest that one piece of work has held up everything else, from one scrape to the next.',
        type: 'timeseries',
        unit: 's',
        queries: [{ expr: 'nodejs_eventloop_lag_max_seconds{job=~"$job"}', legend: '{{instance}}' }],
      },
      {
        title: 'Who leads',
        description: 'One replica has 1, the others stand by. All at 0 for longer than a hand-over: nobody works.',
        type: 'timeseries',
        unit: 'short',
        queries: [{ expr: 'secrets_store_operator_leader{job=~"$job"}', legend: '{{instance}}' }],
      },
    ],
  },
];
