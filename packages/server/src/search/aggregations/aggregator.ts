import type { JsonObject } from "@eqlite/core/events";
import type { HitPlan, PlannedHit } from "../hit-plan.ts";
import type { FoundDocument } from "../search-source.ts";

/** Takes hits in and answers what was asked about them. */
export interface Aggregator {
  collect(hit: PlannedHit): void;
  /** Numbers of documents that the answer shows. */
  shownDocuments?(): Iterable<number>;
  /** @param documents those that were asked for and are still there */
  answer(documents: ReadonlyMap<number, FoundDocument>): JsonObject;
  /** The number that buckets are ordered by; undefined where there is none of that name. */
  metric?(name: string): number | undefined;
}

/** Makes an aggregator for each bucket of hits. */
export type CreateAggregator = () => Aggregator;

/** Aggregations by their names. */
export type AggregationPlan = ReadonlyMap<string, CreateAggregator>;

export interface PlanContext {
  readonly hits: HitPlan;
  readonly nowMs: number;
  readonly budget: BucketBudget;
}

/** The buckets that a search may still make. */
export interface BucketBudget {
  left: number;
}

/** The aggregators of one bucket. */
export interface Aggregators {
  collect(hit: PlannedHit): void;
  shownDocuments(): Iterable<number>;
  answer(documents: ReadonlyMap<number, FoundDocument>): JsonObject;
  /** By `name` or `name.metric`. */
  metric(path: string): number | undefined;
}

export function createAggregators(plan: AggregationPlan): Aggregators {
  const all = [...plan].map(([name, create]) => ({ name, aggregator: create() }));
  return {
    collect(hit) {
      for (const { aggregator } of all) aggregator.collect(hit);
    },
    *shownDocuments() {
      for (const { aggregator } of all) yield* aggregator.shownDocuments?.() ?? [];
    },
    answer: (documents) =>
      Object.fromEntries(all.map(({ name, aggregator }) => [name, aggregator.answer(documents)])),
    metric(path) {
      const found = all.find(({ name }) => name === path || path.startsWith(`${name}.`));
      return found?.aggregator.metric?.(path.slice(found.name.length + 1));
    },
  };
}

/** Hits that belong together, and what is asked about them. */
export interface Bucket {
  count: number;
  readonly inner: Aggregators;
}

export function createBucket(plan: AggregationPlan): Bucket {
  return { count: 0, inner: createAggregators(plan) };
}

export function addToBucket(bucket: Bucket, hit: PlannedHit): void {
  bucket.count += 1;
  bucket.inner.collect(hit);
}

export function* shownInBuckets(buckets: Iterable<Bucket>): Generator<number> {
  for (const { inner } of buckets) yield* inner.shownDocuments();
}
