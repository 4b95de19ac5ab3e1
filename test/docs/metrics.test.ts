import { describe, expect, test } from 'vitest';
import { createPrometheus } from '../../src/metrics/prometheus.ts';
import { readPage } from './pages.ts';

interface Described {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** prom-client's types leave the labels out, and have a type for each type of metric. */
type Registered = Readonly<{
  name: string;

  labelNames: readonly string[];
  constructor: { name: string };
}>;

const { registry } = createPrometheus({ version: '0.0.0', nowMs: () => 0 });
const inCode: readonly Described[] = (registry.getMetricsAsArray() as unknown as readonly Registered[]).map(
  ({ name, labelNames, constructor }) => ({ name, type: constructor.name.toLowerCase(), labels: labelNames }),
);

const inDocs: readonly Described[] = [
  ...readPage('docs/metrics.md').text.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]*)\| \S/gm),
].map(([, name = '', type = '', labels = '']) => ({
  name,
  type,
  labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
}));

const sorted = (described: readonly Described[]) => described.toSorted((a, b) => a.name.localeCompare(b.name));

test('docs/metrics.md has every metric with its type and labels, and no other', () => {
  expect(sorted(inDocs)).toEqual(sorted(inCode));
});

describe('a metric', () => {
  test.each(inCode)('is named by the rules of Prometheus: $name', ({ name, type }) => {
    expect(name).toMatch(/^(secrets_store_operator|process|nodejs)_[a-z_]+[a-z]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
  });
});
