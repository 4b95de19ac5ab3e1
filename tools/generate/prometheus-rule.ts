import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';

const source = 'deploy/monitoring/rules.yaml';
const path = 'deploy/monitoring/prometheusrule.yaml';

/** The alerts for the Prometheus operator: the same rules, as an object of the cluster. */
export async function prometheusRule(root: string): Promise<ReadonlyMap<string, string>> {
  const spec = parse(readFileSync(join(root, source), 'utf8')) as object;
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'secrets-store-operator',
      namespace: 'secrets-store-system',
      labels: { 'app.kubernetes.io/name': 'secrets-store-operator' },
    },
    spec,
  };
  const text = `# Generated from ${source} by \`npm run generate\`: change it there.\n${stringify(rule, { lineWidth: 0 })}`;
  return new Map([[path, await format(text, { ...(await resolveConfig(join(root, path))), parser: 'yaml' })]]);
}
