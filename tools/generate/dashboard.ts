import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { type Panel, type Row, rows } from './dashboard-panels.ts';

const path = 'deploy/monitoring/dashboard.json';
const datasource = { type: 'prometheus', uid: '${datasource}' } as const;
/** Grafana's grid has 24 columns. */
const columns = 24;

/** The Grafana dashboard, laid out: a row for each group of panels, as many beside each other as fit. */
export async function dashboard(root: string): Promise<ReadonlyMap<string, string>> {
  const style = await resolveConfig(join(root, path));
  const text = JSON.stringify(dashboardOf(rows));
  return new Map([[path, await format(text, { ...style, parser: 'json' })]]);
}

const dashboardOf = (described: readonly Row[]) => ({
  title: 'Secrets Store Operator',
  uid: 'secrets-store-operator',
  description: "Kubernetes Secrets on their way to Cloudflare's Secrets Store.",
  tags: ['kubernetes', 'cloudflare', 'secrets'],
  schemaVersion: 39,
  editable: true,
  refresh: '1m',
  time: { from: 'now-6h', to: 'now' },
  templating: { list: variables },
  panels: placed(described),
});

const variables = [
  { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
  {
    name: 'job',
    label: 'Job',
    type: 'query',
    datasource,
    query: 'label_values(secrets_store_operator_build_info, job)',
    refresh: 2,
    multi: true,
    includeAll: true,
    current: { text: 'All', value: '$__all' },
  },
];

interface Size {
  readonly w: number;
  readonly h: number;
}

const sizes: Readonly<Record<Panel['type'], Size>> = { stat: { w: 4, h: 4 }, timeseries: { w: 8, h: 8 } };

function placed(described: readonly Row[]) {
  const panels: object[] = [];
  let top = 0;
  for (const row of described) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      ...at({ w: columns, h: 1 }, 0, top),
    });
    top += 1;
    let left = 0;
    let height = 0;
    for (const panel of row.panels) {
      const size = sizes[panel.type];
      if (left + size.w > columns) [left, top, height] = [0, top + height, 0];
      panels.push({ id: panels.length + 1, ...shown(panel), ...at(size, left, top) });
      left += size.w;
      height = Math.max(height, size.h);
    }
    top += height;
  }
  return panels;
}

const at = (size: Size, x: number, y: number) => ({ gridPos: { ...size, x, y } });

const shown = ({ title, description, type, unit, queries, alarm }: Panel) => ({
  title,
  description,
  type,
  datasource,
  targets: queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat: legend,
    ...(type === 'stat' && { instant: true }),
  })),
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      ...(type === 'timeseries' && { custom: { lineWidth: 1, fillOpacity: 10, showPoints: 'never' } }),
      thresholds: { mode: 'absolute', steps: thresholds(alarm) },
    },
    overrides: [],
  },
  options:
    type === 'stat'
      ? {
          colorMode: alarm ? 'background' : 'value',
          graphMode: 'none',
          textMode: queries.some(({ legend }) => legend !== '') ? 'value_and_name' : 'auto',
          reduceOptions: { calcs: ['lastNotNull'] },
        }
      : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
});

/** The first step counts from below everything. */
function thresholds(alarm: Panel['alarm']) {
  if (alarm === undefined) return [{ color: 'green', value: null }];
  const [below, above] = alarm.reds === 'Above' ? ['green', 'red'] : ['red', 'green'];
  return [
    { color: below, value: null },
    { color: above, value: alarm.at },
  ];
}
