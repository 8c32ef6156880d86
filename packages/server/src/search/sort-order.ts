import type { JsonValue } from "@eqlite/core/events";
import { isJsonObject } from "@eqlite/core/events";
import {
  compareValues,
  dateFromMs,
  dateText,
  parseDate,
  parseIp,
  type Value,
  valueText,
} from "@eqlite/core/lang";
import type { HitPlan, PlannedHit } from "./hit-plan.ts";
import { readList, readText, refuseOthers } from "./read-arguments.ts";
import { refuse, tooCostly } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";

/** One field by which hits are ordered. */
export interface SortField {
  /** `_doc` is the order of arrival; `_score` orders nothing, since all hits score alike. */
  readonly field: string;
  readonly isDescending: boolean;
  readonly missing: "_last" | "_first" | Value;
  readonly format: string | undefined;
}

/** The order of hits. */
export interface SortOrder {
  readonly fields: readonly SortField[];
  /** The values of a hit by which it is ordered; null where it has none. */
  keysOf(hit: PlannedHit): SortKeys;
  compare(a: SortKeys, b: SortKeys): number;
  /** As hits show them. */
  toJson(keys: SortKeys): readonly JsonValue[];
  /** The keys that `search_after` names. */
  readAfter(values: readonly JsonValue[]): SortKeys;
}

export type SortKeys = readonly Value[];

const newestFirst: SortField = { field: "_doc", isDescending: true, missing: "_last", format: undefined };

/** Reads `sort`. Undefined where nothing was asked: hits then come newest first. */
export function readSort(json: JsonValue | undefined): readonly SortField[] | undefined {
  if (json === undefined || json === null) return undefined;
  const fields = readList(json).flatMap((item, i) => readSortItem(item, `sort[${i}]`));
  if (fields.length > searchLimits.maxSortFields)
    tooCostly(`[sort] may name ${searchLimits.maxSortFields} fields; these are ${fields.length}`);
  return fields.length === 0 ? undefined : fields;
}

/** `field:desc,other`, as it stands in an address. */
export function sortOfText(text: string): JsonValue {
  return text.split(",").map((item): JsonValue => {
    const found = /^(.+):(asc|desc)$/.exec(item);
    return found === null ? item : { [found[1] ?? ""]: { order: found[2] ?? "asc" } };
  });
}

function readSortItem(item: JsonValue, path: string): readonly SortField[] {
  if (typeof item === "string") return [sortField(item, undefined, path)];
  if (!isJsonObject(item)) return refuse(path, "a field or an object is expected");
  return Object.entries(item).map(([name, body]) => sortField(name, body, `${path}.${name}`));
}

function sortField(field: string, body: JsonValue | undefined, path: string): SortField {
  if (field === "_shard_doc") return sortField("_doc", body, path);
  if (field.startsWith("_") && !["_doc", "_score", "_id", "_index"].includes(field))
    refuse(path, `hits cannot be sorted by [${field}]`, "illegal_argument_exception");
  const options = isJsonObject(body) ? body : { order: body ?? (field === "_score" ? "desc" : "asc") };
  refuseOthers(
    options,
    ["order", "missing", "format", "unmapped_type", "mode", "numeric_type", "nested", "boost"],
    path,
  );
  const order = options["order"] ?? (field === "_score" ? "desc" : "asc");
  if (order !== "asc" && order !== "desc") return refuse(`${path}.order`, "the order is asc or desc");
  const mode = options["mode"];
  if (mode !== undefined && mode !== (order === "asc" ? "min" : "max"))
    refuse(
      `${path}.mode`,
      "asc takes the least of several values and desc the greatest; nothing else is supported",
    );
  const missing = options["missing"] ?? "_last";
  return {
    field,
    isDescending: order === "desc",
    missing: missing === "_last" || missing === "_first" ? missing : toValue(missing, path),
    format: options["format"] === undefined ? undefined : readText(options["format"], `${path}.format`),
  };
}

/** A value as it stands in a request, for a field whose type is not known yet. */
function toValue(json: JsonValue, path: string): Value {
  if (json === null || typeof json === "string" || typeof json === "boolean" || typeof json === "bigint")
    return json;
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  return refuse(path, "a single value is expected");
}

export function createSortOrder(given: readonly SortField[] | undefined, plan: HitPlan): SortOrder {
  const fields = given ?? [newestFirst];
  const slots = fields.map(({ field }) => (field === "_doc" || field === "_score" ? -1 : plan.values(field)));
  return {
    fields,
    keysOf: (hit) => fields.map((field, at) => keyOf(hit, field, slots[at] ?? -1)),
    compare(a, b) {
      for (let at = 0; at < fields.length; at += 1) {
        const field = fields[at];
        const order = field === undefined ? 0 : compareKeys(a[at] ?? null, b[at] ?? null, field);
        if (order !== 0) return order;
      }
      return 0;
    },
    toJson: (keys) => keys.map((key, at) => keyJson(key, fields[at]?.format)),
    readAfter(values) {
      if (values.length !== fields.length) {
        refuse(
          "search_after",
          `there are ${values.length} values and ${fields.length} fields to sort by`,
          "illegal_argument_exception",
        );
      }
      return values.map((value, at) => toValue(value, `search_after[${at}]`));
    },
  };
}

function keyOf(hit: PlannedHit, { field, isDescending, missing }: SortField, slot: number): Value {
  if (field === "_doc") return hit.number;
  if (field === "_score") return null;
  const values = hit.values(slot);
  let best: Value = values[0] ?? null;
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at] ?? null;
    const order = compareAny(value, best);
    if (isDescending ? order > 0 : order < 0) best = value;
  }
  if (best !== null || missing === "_last" || missing === "_first") return best;
  return missing;
}

function compareKeys(a: Value, b: Value, { isDescending, missing }: SortField): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (missing === "_first") ? -1 : 1;
  }
  const order = compareAny(a, b);
  return isDescending ? -order : order;
}

/** Values of different kinds, which one field of several sources may have, come in the order of kinds. */
function compareAny(a: Value, b: Value): number {
  const order = compareValues(a, b);
  if (order !== undefined) return order;
  const [left, right] = [alike(a, b), alike(b, a)];
  const second = left === undefined || right === undefined ? undefined : compareValues(left, right);
  return second ?? kindOf(a).localeCompare(kindOf(b));
}

/** A value from a request in the kind of the value it is compared with. */
function alike(value: Value, other: Value): Value | undefined {
  if (other === null || typeof other !== "object" || (typeof value === "object" && value !== null))
    return value;
  switch (other.kind) {
    case "date":
      return typeof value === "string" && !/^-?\d{5,}$/.test(value)
        ? parseDate(value)
        : dateFromMs(Number(value));
    case "ip": {
      const address = parseIp(String(value));
      return address === undefined ? undefined : { kind: "ip", address };
    }
    case "version":
      return { kind: "version", text: String(value) };
  }
}

function kindOf(value: Value): string {
  return value !== null && typeof value === "object" ? value.kind : typeof value;
}

export function keyJson(key: Value, format?: string): JsonValue {
  switch (typeof key) {
    case "string":
    case "boolean":
    case "number":
      return key;
    case "bigint":
      return Number.isSafeInteger(Number(key)) ? Number(key) : key;
    default:
      if (key === null) return null;
  }
  if (key.kind !== "date") return valueText(key);
  if (format === undefined || format === "epoch_millis") return key.ms;
  return dateText(key);
}
