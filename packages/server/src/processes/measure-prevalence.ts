import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { timeFilter } from "./process-filters.ts";
import { processLimits } from "./process-limits.ts";
import type { SearchEvents } from "./search-events.ts";

export interface PrevalenceRequest {
  /** Fields that the store keeps filters of, with the values that are asked for. */
  readonly values: readonly { readonly field: string; readonly value: string }[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** How common a value is. */
export interface Prevalence {
  readonly field: string;
  readonly value: string;
  /** Hosts on which it was seen, and the names of some of them. */
  readonly hosts: number;
  readonly hostNames: readonly string[];
  readonly events: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

/**
 * Finds out on how many hosts values were seen, and since when. One search for each field; all values of a field share the
 * look at a block.
 */
export async function measurePrevalence(
  { values, fromMs, toMs }: PrevalenceRequest,
  search: SearchEvents,
): Promise<{ readonly values: readonly Prevalence[]; readonly isPartial: boolean }> {
  const fields = new Map<string, Set<string>>();
  for (const { field, value } of values) {
    const texts = fields.get(field);
    if (texts === undefined) fields.set(field, new Set([value]));
    else texts.add(value);
  }
  let isPartial = false;
  const found = new Map<string, JsonObject>();
  for (const [field, texts] of fields) {
    const answer = await search({
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [{ terms: { [field]: [...texts] } }, timeFilter({ fromMs, toMs })] } },
      aggs: {
        by: {
          terms: { field, size: processLimits.maxPrevalenceValues },
          aggs: {
            names: { terms: { field: "host.name", size: processLimits.maxNamedHosts } },
            hostNames: { cardinality: { field: "host.name" } },
            hostIds: { cardinality: { field: "host.id" } },
            first: { min: { field: "@timestamp" } },
            last: { max: { field: "@timestamp" } },
          },
        },
      },
    });
    isPartial ||= answer.timedOut;
    for (const bucket of listOf(member(member(answer.aggregations, "by"), "buckets"))) {
      found.set(keyOf(field, String(member(bucket, "key"))), isJsonObject(bucket) ? bucket : {});
    }
  }
  return {
    isPartial,
    values: values.map(({ field, value }) => {
      const bucket = found.get(keyOf(field, value));
      const count = (name: string): number => numberOf(member(member(bucket, name), "value")) ?? 0;
      return {
        field,
        value,
        hosts: Math.max(count("hostNames"), count("hostIds")),
        hostNames: listOf(member(member(bucket, "names"), "buckets")).map((one) =>
          String(member(one, "key")),
        ),
        events: numberOf(bucket?.["doc_count"]) ?? 0,
        firstMs: numberOf(member(member(bucket, "first"), "value")),
        lastMs: numberOf(member(member(bucket, "last"), "value")),
      };
    }),
  };
}

function keyOf(field: string, value: string): string {
  return `${field}\n${value}`;
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) ? value[name] : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
