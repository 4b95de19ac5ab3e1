import Counter from 'prom-client/lib/counter.js';
import Gauge from 'prom-client/lib/gauge.js';
import Histogram from 'prom-client/lib/histogram.js';
import Registry from 'prom-client/lib/registry.js';

interface Description<Label extends string> {
  /** By Prometheus' rules: with its unit, and `_total` where it only grows. */
  readonly name: string;
  readonly help: string;
  /** Each of a few values that are known beforehand, or of one for each store object. */
  readonly labels?: readonly Label[];
}

interface HistogramDescription<Label extends string> extends Description<Label> {
  readonly buckets: readonly number[];
}

/** A value, and to what it belongs. */
export type Sample<Label extends string> = readonly [labels: Readonly<Record<Label, string>>, value: number];

interface Looked<Label extends string> extends Description<Label> {
  /** Called at each scrape. */
  readonly look: () => Iterable<Sample<Label>>;
}

export type Instruments = ReturnType<typeof createInstruments>;

/** Makes metrics of one registry. What is counted as it happens is a counter or a histogram; what is looked at when somebody asks, the others. */
export function createInstruments() {
  const registry = new Registry();
  const settingsOf = <Label extends string>({ name, help, labels = [] }: Description<Label>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    registry,
    counter: <Label extends string = never>(description: Description<Label>) => new Counter(settingsOf(description)),
    histogram: <Label extends string = never>(description: HistogramDescription<Label>) =>
      new Histogram({ ...settingsOf(description), buckets: [...description.buckets] }),
    /** What stands somewhere else already. */
    gauge: <Label extends string = never>(description: Looked<Label>): void => {
      const gauge: Gauge<Label> = new Gauge({
        ...settingsOf(description),
        collect: () => {
          gauge.reset();
          for (const [labels, value] of description.look()) gauge.set(labels, value);
        },
      });
    },
    /** What is counted somewhere else already. */
    countedElsewhere: <Label extends string = never>(description: Looked<Label>): void => {
      const counter: Counter<Label> = new Counter({
        ...settingsOf(description),
        collect: () => {
          counter.reset();
          for (const [labels, value] of description.look()) counter.inc(labels, value);
        },
      });
    },
  };
}
