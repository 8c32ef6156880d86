import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { HitPlan } from "../hit-plan.ts";
import { readObject } from "../read-arguments.ts";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import type { AggregationPlan, CreateAggregator, PlanContext } from "./aggregator.ts";
import { planFilter, planFilters, planMissing, planRange } from "./filters.ts";
import { planDateHistogram, planHistogram } from "./histograms.ts";
import { planCardinality, planMetric } from "./metrics.ts";
import { planTerms } from "./terms.ts";
import { planTopHits } from "./top-hits.ts";

/** Reads `aggs`. Throws SearchError for what is not understood. */
export function planAggregations(json: JsonValue | undefined, hits: HitPlan, nowMs: number): AggregationPlan {
  const budget = { left: searchLimits.maxBuckets };
  let count = 0;

  function plan(inner: JsonValue | undefined, path: string, depth: number): AggregationPlan {
    const plans = new Map<string, CreateAggregator>();
    if (inner === undefined) return plans;
    if (depth >= searchLimits.maxAggregationDepth)
      tooCostly(`aggregations may nest ${searchLimits.maxAggregationDepth} deep; these are deeper`);
    for (const [name, body] of Object.entries(readObject(inner, path))) {
      count += 1;
      if (count > searchLimits.maxAggregations)
        tooCostly(`a search may have ${searchLimits.maxAggregations} aggregations; this has more`);
      plans.set(name, planOne(readObject(body, `${path}.${name}`), `${path}.${name}`, depth));
    }
    return plans;
  }

  function planOne(body: JsonObject, path: string, depth: number): CreateAggregator {
    const context: PlanContext = { hits, nowMs, budget };
    const kinds = Object.entries(body).filter(([name]) => !["aggs", "aggregations", "meta"].includes(name));
    const [only] = kinds;
    if (only === undefined || kinds.length > 1)
      return refuse(path, `exactly one kind of aggregation is expected, there are ${kinds.length}`);
    const inner = plan(body["aggs"] ?? body["aggregations"], `${path}.aggs`, depth + 1);
    const create = planKind(only[0], only[1], path, inner, context);
    const { meta } = body;
    if (!isJsonObject(meta)) return create;
    return () => {
      const aggregator = create();
      return { ...aggregator, answer: (documents) => ({ meta, ...aggregator.answer(documents) }) };
    };
  }

  return plan(json, "aggs", 0);
}

function planKind(
  kind: string,
  json: JsonValue,
  parentPath: string,
  inner: AggregationPlan,
  context: PlanContext,
): CreateAggregator {
  const path = `${parentPath}.${kind}`;
  const body = (): JsonObject => readObject(json, path);
  const leaf = (): JsonObject => {
    if (inner.size > 0)
      refuse(parentPath, `[${kind}] has no buckets that could have aggregations below them`);
    return body();
  };
  switch (kind) {
    case "terms":
      return planTerms(body(), path, inner, context);
    case "date_histogram":
      return planDateHistogram(body(), path, inner, context);
    case "histogram":
      return planHistogram(body(), path, inner, context);
    case "range":
    case "date_range":
      return planRange(kind, body(), path, inner, context);
    case "filter":
      return planFilter(json, path, inner, context);
    case "filters":
      return planFilters(body(), path, inner, context);
    case "missing":
      return planMissing(body(), path, inner, context);
    case "cardinality":
      return planCardinality(leaf(), path, context);
    case "min":
    case "max":
    case "avg":
    case "sum":
    case "value_count":
    case "stats":
      return planMetric(kind, leaf(), path, context);
    case "top_hits":
      return planTopHits(leaf(), path, context);
    default:
      return refuse(parentPath, `unknown aggregation [${kind}]`);
  }
}
