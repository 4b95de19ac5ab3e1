import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCrds } from '../crds.ts';
import { dashboard } from '../dashboard.ts';
import { pageWithRegions } from '../page-regions.ts';
import { chartDirectory, readChartValues } from './chart-values.ts';
import { valuesSchema } from './values-schema.ts';

/** What of the chart is made from elsewhere: the CRDs, what Prometheus and Grafana get, the schema and the table of its values, and the version. */
export async function chartFiles(root: string): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ...readCrds(root).map(({ file }) => [`${chartDirectory}/templates/crds/${file}`, crdTemplate(root, file)] as const),
    ...(await monitoringFiles(root)),
    ...(await valuesSchema(root)),
    ...(await readme(root)),
    [`${chartDirectory}/Chart.yaml`, chartYaml(root)],
    ...['application', 'applicationset'].map((name) => argocdYaml(root, `deploy/argocd/${name}.yaml`)),
  ]);
}

/** The CRD as it is, with what the chart adds to its metadata. Nothing in it may be taken for a template. */
function crdTemplate(root: string, file: string): string {
  const text = readFileSync(join(root, 'crds', file), 'utf8');
  const [head, spec] = text.replaceAll('{{', "{{ '{{' }}").split(/^(?=spec:)/m);
  if (head === undefined || spec === undefined) throw new Error(`crds/${file} does not have its spec at the end`);
  return `{{- if .Values.crds.enabled }}
# Generated from crds/${file} by \`npm run generate\`: change it there.
${head}  labels:
    {{- include "secrets-store-operator.releaseLabels" . | nindent 4 }}
  {{- if or .Values.crds.keep .Values.crds.annotations }}
  annotations:
    {{- if .Values.crds.keep }}
    helm.sh/resource-policy: keep
    {{- end }}
    {{- with .Values.crds.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
${spec}{{- end }}
`;
}

/** A chart can only take in what lies in its own folder. */
async function monitoringFiles(root: string): Promise<readonly (readonly [string, string])[]> {
  const rules = readFileSync(join(root, 'deploy/monitoring/rules.yaml'), 'utf8');
  const dashboards = [...(await dashboard(root)).values()];
  return [
    [`${chartDirectory}/files/rules.yaml`, rules],
    ...dashboards.map((text) => [`${chartDirectory}/files/dashboard.json`, text] as const),
  ];
}

/** package.json is the one place that says it. */
const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version;

function argocdYaml(root: string, path: string): readonly [string, string] {
  const text = readFileSync(join(root, path), 'utf8');
  return [path, text.replace(/^(\s+targetRevision: )\d.*$/m, `$1${versionOf(root)}`)];
}

function chartYaml(root: string): string {
  const version = versionOf(root);
  return readFileSync(join(root, chartDirectory, 'Chart.yaml'), 'utf8')
    .replace(/^(version|appVersion): .*$/gm, `$1: ${version}`)
    .replace(/^(\s+image: .*):[^:\n]+$/m, `$1:${version}`);
}

async function readme(root: string): Promise<ReadonlyMap<string, string>> {
  const path = `${chartDirectory}/README.md`;
  const rows = readChartValues(root).map(({ path: names, default: fallback, description }) => [
    `\`${names.join('.')}\``,
    `\`${JSON.stringify(fallback)}\``,
    description,
  ]);
  const head = ['Value', 'Default', 'Meaning'];
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(escaped).join(' | ')} |`).join('\n');
  return new Map([[path, await pageWithRegions(root, path, { values: table })]]);
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');
