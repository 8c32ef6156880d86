import type { SearchAnswer } from "../../shared/api/search-events.ts";
import { type Indicator, type IndicatorKind, indicatorKinds } from "./indicator.ts";
import { responseLimits } from "./response-limits.ts";
import { eqlText } from "./shell-text.ts";

/** Fields of stored events that may hold an indicator of a kind. */
const sweptFields: Readonly<Record<IndicatorKind, readonly string[]>> = {
  sha256: ["process.hash.sha256", "file.hash.sha256", "dll.hash.sha256"],
  sha1: ["process.hash.sha1", "file.hash.sha1", "dll.hash.sha1"],
  md5: ["process.hash.md5", "file.hash.md5", "dll.hash.md5"],
  ipv4: ["destination.ip", "source.ip", "dns.resolved_ip"],
  ipv6: ["destination.ip", "source.ip", "dns.resolved_ip"],
  domain: ["dns.question.name", "destination.domain", "url.domain"],
  path: ["process.executable", "file.path", "dll.path"],
};

/** A search of all stored events for indicators: counted for each host, with the first and the last time. */
export function sweepBody(indicators: readonly Indicator[]): Readonly<Record<string, unknown>> {
  const times = { first: { min: { field: "@timestamp" } }, last: { max: { field: "@timestamp" } } };
  const kinds = byKind(indicators).map(([kind, values]) => [kind, anyOf(kind, values)] as const);
  return {
    size: 0,
    track_total_hits: true,
    query: { bool: { should: kinds.map(([, query]) => query), minimum_should_match: 1 } },
    aggs: {
      hosts: { terms: { field: "host.name", size: responseLimits.maxHosts }, aggs: times },
      ...times,
      kinds: { filters: { filters: Object.fromEntries(kinds) } },
    },
  };
}

/** Hashes, names and paths are the same whatever their case. */
function anyOf(kind: IndicatorKind, values: readonly string[]): Readonly<Record<string, unknown>> {
  const tests = sweptFields[kind].flatMap((field): readonly Readonly<Record<string, unknown>>[] =>
    isAddress(kind)
      ? [{ terms: { [field]: values } }]
      : values.map((value) => ({ term: { [field]: { value, case_insensitive: true } } })),
  );
  return { bool: { should: tests, minimum_should_match: 1 } };
}

function isAddress(kind: IndicatorKind): boolean {
  return kind === "ipv4" || kind === "ipv6";
}

/** The same as EQL, for Explore. */
export function sweepEql(indicators: readonly Indicator[], host?: string): string {
  const tests = byKind(indicators)
    .flatMap(([kind, values]) =>
      sweptFields[kind].flatMap((field) =>
        isAddress(kind)
          ? values.map((value) => `${field} == ${eqlText(value)}`)
          : [`${field} in~ (${values.map(eqlText).join(", ")})`],
      ),
    )
    .join(" or\n  ");
  return host === undefined
    ? `any where\n  ${tests}`
    : `any where host.name == ${eqlText(host)} and (\n  ${tests})`;
}

function byKind(
  indicators: readonly Indicator[],
): readonly (readonly [kind: IndicatorKind, values: readonly string[]])[] {
  return indicatorKinds.flatMap((kind) => {
    const values = indicators.filter((one) => one.kind === kind).map(({ value }) => value);
    return values.length === 0 ? [] : [[kind, values] as const];
  });
}

export interface SweptHost {
  readonly host: string;
  readonly events: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

export interface SweepResult {
  readonly events: number;
  readonly hosts: readonly SweptHost[];
  /** Events on hosts beyond those that are listed, or without a host. */
  readonly others: number;
  readonly kinds: readonly { readonly kind: IndicatorKind; readonly events: number }[];
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Whether the search ended before it had seen all events. */
  readonly isCut: boolean;
}

export function readSweep({ aggregations = {}, hits, timed_out }: SearchAnswer): SweepResult {
  const { hosts, kinds, first, last } = aggregations as {
    hosts?: { buckets?: readonly Bucket[] };
    kinds?: { buckets?: Readonly<Record<string, Bucket>> };
    first?: Metric;
    last?: Metric;
  };
  const listed = (hosts?.buckets ?? []).map((bucket) => ({
    host: String(bucket.key),
    events: bucket.doc_count,
    firstMs: msOf(bucket.first),
    lastMs: msOf(bucket.last),
  }));
  const events = hits.total?.value ?? 0;
  return {
    events,
    hosts: listed,
    others: Math.max(0, events - listed.reduce((sum, host) => sum + host.events, 0)),
    kinds: indicatorKinds.flatMap((kind) => {
      const bucket = kinds?.buckets?.[kind];
      return bucket === undefined ? [] : [{ kind, events: bucket.doc_count }];
    }),
    firstMs: msOf(first),
    lastMs: msOf(last),
    isCut: timed_out,
  };
}

interface Metric {
  readonly value: number | null;
}

interface Bucket {
  readonly key?: unknown;
  readonly doc_count: number;
  readonly first?: Metric;
  readonly last?: Metric;
}

function msOf(metric: Metric | undefined): number | undefined {
  return metric?.value ?? undefined;
}
