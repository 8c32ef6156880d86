import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * What the server counts, in the form Prometheus reads. Every label says beforehand which values it can have, or how many:
 * a label that takes values from outside would otherwise grow the memory of whoever counts and of whoever collects.
 */
export interface Metrics {
  counter<const Labels extends LabelValues>(definition: MetricDefinition<Labels>): CounterMetric<Labels>;
  gauge<const Labels extends LabelValues>(definition: MetricDefinition<Labels>): GaugeMetric<Labels>;
  histogram<const Labels extends LabelValues>(
    definition: MetricDefinition<Labels> & { readonly buckets: readonly number[] },
  ): HistogramMetric<Labels>;
  /** Everything as Prometheus reads it, with its media type. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** For each label the values that it may have, or at most how many different ones; what comes later counts as "other". */
export type LabelValues = Readonly<Record<string, readonly string[] | { readonly most: number }>>;

export interface MetricDefinition<Labels extends LabelValues> {
  /** Such as `eqlite_http_requests_total`: unit and `_total` at the end, as Prometheus has it. */
  readonly name: string;
  readonly help: string;
  readonly labels: Labels;
}

export type LabelsOf<Labels extends LabelValues> = {
  readonly [Name in keyof Labels]: Labels[Name] extends readonly (infer Value extends string)[]
    ? Value
    : string;
};

export interface CounterMetric<Labels extends LabelValues> {
  add(amount: number, labels: LabelsOf<Labels>): void;
  /** What others count, asked for when it is collected; for labels that are not added to. */
  follow(labels: LabelsOf<Labels>, total: () => number): void;
}

export interface GaugeMetric<Labels extends LabelValues> {
  set(value: number, labels: LabelsOf<Labels>): void;
  /** The value is asked for when it is collected. */
  follow(labels: LabelsOf<Labels>, value: () => number): void;
  /** All values, asked for when they are collected; there are no others, and those with the same labels are added up. */
  followAll(values: () => Iterable<readonly [labels: LabelsOf<Labels>, value: number]>): void;
}

export interface HistogramMetric<Labels extends LabelValues> {
  observe(value: number, labels: LabelsOf<Labels>): void;
}

/** @param options.process also count what the process itself uses: memory, time, delay of the event loop */
export function createMetrics(options: { readonly process: boolean }): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });

  return {
    counter(definition) {
      const followed: {
        readonly labels: Record<string, string>;
        readonly total: () => number;
        seen: number;
      }[] = [];
      const counter = new Counter({
        ...common(definition),
        registers: [registry],
        collect() {
          for (const one of followed) {
            const total = one.total();
            // A counter never goes back.
            this.inc(one.labels, Math.max(0, total - one.seen));
            one.seen = Math.max(one.seen, total);
          }
        },
      });
      const bounded = boundLabels(definition.labels);
      return {
        add: (amount, labels) => counter.inc(bounded(labels), amount),
        follow: (labels, total) => void followed.push({ labels: bounded(labels), total, seen: 0 }),
      };
    },
    gauge(definition) {
      const followed: { readonly labels: Record<string, string>; readonly value: () => number }[] = [];
      const bounded = boundLabels(definition.labels);
      let all: Parameters<GaugeMetric<typeof definition.labels>["followAll"]>[0] | undefined;
      const gauge = new Gauge({
        ...common(definition),
        registers: [registry],
        collect() {
          for (const { labels, value } of followed) this.set(labels, value());
          if (all === undefined) return;
          this.reset();
          for (const [labels, value] of all()) this.inc(bounded(labels), value);
        },
      });
      return {
        set: (value, labels) => gauge.set(bounded(labels), value),
        follow: (labels, value) => void followed.push({ labels: bounded(labels), value }),
        followAll(values) {
          all = values;
        },
      };
    },
    histogram(definition) {
      const { buckets } = definition;
      const histogram = new Histogram({
        ...common(definition),
        buckets: [...buckets],
        registers: [registry],
      });
      const bounded = boundLabels(definition.labels);
      return { observe: (value, labels) => histogram.observe(bounded(labels), value) };
    },
    async text() {
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

function common(definition: MetricDefinition<LabelValues>) {
  return { name: definition.name, help: definition.help, labelNames: Object.keys(definition.labels) };
}

/** Makes a function that replaces label values beyond the bound by "other". */
function boundLabels(
  bounds: LabelValues,
): (labels: Readonly<Record<string, string>>) => Record<string, string> {
  const checks = Object.entries(bounds).map(([name, allowed]) => {
    if ("most" in allowed) {
      const seen = new Set<string>();
      const isAllowed = (value: string): boolean => {
        if (seen.has(value)) return true;
        if (seen.size >= allowed.most) return false;
        seen.add(value);
        return true;
      };
      return { name, isAllowed };
    }
    const values = new Set(allowed);
    return { name, isAllowed: (value: string): boolean => values.has(value) };
  });
  return (labels) => {
    const bounded: Record<string, string> = {};
    for (const { name, isAllowed } of checks) {
      const value = labels[name] ?? "other";
      bounded[name] = isAllowed(value) ? value : "other";
    }
    return bounded;
  };
}
