import { createPrometheus } from '../../src/metrics/prometheus.ts';

/** A metric as the program registers it. */
export interface RegisteredMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

/** prom-client's types leave the labels out, and have a type for each type of metric. */
type Registered = Readonly<{ name: string; labelNames: readonly string[]; constructor: { name: string } }>;

const { registry } = createPrometheus({ version: '0.0.0', nowMs: () => 0 });

/** Every metric that the operator has. */
export const registeredMetrics: readonly RegisteredMetric[] = (
  registry.getMetricsAsArray() as unknown as readonly Registered[]
).map(({ name, labelNames, constructor }) => ({
  name,
  type: constructor.name.toLowerCase() as RegisteredMetric['type'],
  labels: labelNames,
}));
