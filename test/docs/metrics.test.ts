import { describe, expect, test } from 'vitest';
import { type RegisteredMetric, registeredMetrics } from '../metrics/registered.ts';
import { readPage } from './pages.ts';

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

describe('a metric', () => {
  test.each(registeredMetrics)('is named by the rules of Prometheus: $name', ({ name, type }) => {
    expect(name).toMatch(/^(secrets_store_operator|process|nodejs)_[a-z_]+[a-z]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
  });
});
