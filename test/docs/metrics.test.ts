import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type RegisteredMetric, registeredMetrics } from '../metrics/registered.ts';
import { find, objectsIn } from '../support/rendered-chart.ts';
import { codeBlocksOf, readPage, root } from './pages.ts';

const inDocs = [...readPage('docs/metrics.md').text.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]*)\| \S/gm)].map(
  ([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
  }),
);

const sorted = (described: readonly Pick<RegisteredMetric, 'name'>[]) =>
  described.toSorted((a, b) => a.name.localeCompare(b.name));

test('docs/metrics.md has every metric with its type and labels, and no other', () => {
  expect(sorted(inDocs)).toEqual(sorted(registeredMetrics));
});

interface ScrapeConfig {
  readonly kubernetes_sd_configs: readonly [{ readonly namespaces: { readonly names: readonly string[] } }];
  readonly relabel_configs: readonly [{ readonly regex: string }];
}

test('what docs/metrics.md has Prometheus scrape is the Service that is installed', () => {
  const block = codeBlocksOf(readPage('docs/metrics.md')).find(({ language }) => language === 'yaml');
  const { scrape_configs } = parse(block?.text ?? '') as { readonly scrape_configs: readonly [ScrapeConfig] };
  const [{ kubernetes_sd_configs, relabel_configs }] = scrape_configs;
  const installed = objectsIn(readFileSync(join(root, 'deploy/install.yaml'), 'utf8'));
  const { metadata, spec } = find(installed, 'Service', 'secrets-store-operator-metrics');
  const { ports } = spec as { readonly ports: readonly [{ readonly name: string }] };
  expect(kubernetes_sd_configs[0].namespaces.names).toEqual([metadata.namespace]);
  expect(relabel_configs[0].regex).toBe(`${metadata.name};${ports[0].name}`);
});

describe('a metric', () => {
  test.each(registeredMetrics)('is named by the rules of Prometheus: $name', ({ name, type }) => {
    expect(name).toMatch(/^(secrets_store_operator|process|nodejs)_[a-z_]+[a-z]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
  });
});
