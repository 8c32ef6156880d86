import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { formatDate } from "../format-date.ts";
import { readNumber, readScalar, readText, refuseOthers } from "../read-arguments.ts";
import { searchLimits } from "../search-limits.ts";
import type { CreateAggregator, PlanContext } from "./aggregator.ts";
import { numberOf, valueId } from "./value-key.ts";

export type MetricName = "min" | "max" | "avg" | "sum" | "value_count" | "stats";

export function planMetric(
  name: MetricName,
  body: JsonObject,
  path: string,
  { hits }: PlanContext,
): CreateAggregator {
  refuseOthers(body, ["field", "missing", "format"], path);
  const slot = hits.values(readText(body["field"], `${path}.field`));
  const missing = body["missing"] === undefined ? undefined : readNumber(body["missing"], `${path}.missing`);
  const format = body["format"] === undefined ? undefined : readText(body["format"], `${path}.format`);
  return () => {
    let count = 0;
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let areDates = false;
    const add = (number: number): void => {
      count += 1;
      sum += number;
      if (number < min) min = number;
      if (number > max) max = number;
    };
    const metrics = {
      min: () => (count === 0 ? undefined : min),
      max: () => (count === 0 ? undefined : max),
      avg: () => (count === 0 ? undefined : sum / count),
      sum: () => sum,
      value_count: () => count,
      count: () => count,
    } as const;
    const metric = (of: string): number | undefined => {
      const wanted = name === "stats" ? of : name;
      return Object.hasOwn(metrics, wanted) ? metrics[wanted as keyof typeof metrics]() : undefined;
    };
    const withText = (key: string, value: number | undefined): JsonObject => ({
      [key]: value ?? null,
      ...(areDates && value !== undefined
        ? { [`${key}_as_string`]: formatDate(Math.round(value), format, 0, `${path}.format`) }
        : {}),
    });
    return {
      collect(hit) {
        const values = hit.values(slot);
        if (values.length === 0 && missing !== undefined) add(missing);
        for (const value of values) {
          const number = numberOf(value);
          if (typeof value === "object" && value.kind === "date") areDates = true;
          if (number !== undefined) add(number);
          else if (name === "value_count") count += 1;
        }
      },
      metric,
      answer() {
        if (name !== "stats")
          return name === "value_count" ? { value: count } : withText("value", metric(name));
        return {
          count,
          ...withText("min", metrics.min()),
          ...withText("max", metrics.max()),
          ...withText("avg", metrics.avg()),
          ...withText("sum", metrics.sum()),
        };
      },
    };
  };
}

/** Counts different values: exactly up to a bound, and from there on it says no more than the bound. */
export function planCardinality(body: JsonObject, path: string, { hits }: PlanContext): CreateAggregator {
  refuseOthers(body, ["field", "missing", "precision_threshold", "rehash", "execution_hint"], path);
  const slot = hits.values(readText(body["field"], `${path}.field`));
  const missing: JsonValue | undefined = body["missing"];
  const missingId = missing === undefined ? undefined : `s${String(readScalar(missing, `${path}.missing`))}`;
  return () => {
    const distinct = new Set<string>();
    return {
      collect(hit) {
        if (distinct.size >= searchLimits.maxDistinctValues) return;
        const values = hit.values(slot);
        if (values.length === 0 && missingId !== undefined) distinct.add(missingId);
        for (const value of values) distinct.add(valueId(value));
      },
      metric: () => distinct.size,
      answer: () => ({ value: distinct.size }),
    };
  };
}
