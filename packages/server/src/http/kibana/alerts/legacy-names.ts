import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "@eqlite/core/events";

/** What has another name than `kibana.alert.` and the rest. */
const renamed: Readonly<Record<string, string>> = {
  "signal.status": "kibana.alert.workflow_status",
  "signal.rule.id": "kibana.alert.rule.uuid",
  "signal.original_time": "kibana.alert.original_time",
  "signal.parents": "kibana.alert.ancestors",
};

/** The name that alerts have for a field which older ones, and queries for them, call `signal.*` (specification 5.2). */
export function presentName(name: string): string {
  if (!name.startsWith("signal.")) return name;
  const known = Object.hasOwn(renamed, name) ? renamed[name] : undefined;
  return known ?? `kibana.alert.${name.slice("signal.".length)}`;
}

/** Members whose texts are names of fields; those of a query are the names of its members. */
const namingMembers: ReadonlySet<string> = new Set([
  "field",
  "fields",
  "_source",
  "includes",
  "excludes",
  "sort",
]);
/** Members below which names are what the client likes. */
const freeNames: ReadonlySet<string> = new Set(["aggs", "aggregations", "order"]);

/** A search body with present names in the place of older ones. Bodies are shallow: readers of bodies see to that. */
export function withPresentNames(body: JsonObject): JsonObject {
  return renameObject(body, false);
}

function renameObject(object: JsonObject, isFree: boolean): JsonObject {
  const changed: MutableJsonObject = {};
  for (const [name, value] of Object.entries(object)) {
    // Not assigned: a member may be called `__proto__`.
    Object.defineProperty(changed, isFree ? name : presentName(name), {
      value: renameValue(value, name),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return changed;
}

function renameValue(value: JsonValue, name: string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => renameValue(item, name));
  if (isJsonObject(value)) return renameObject(value, freeNames.has(name));
  return typeof value === "string" && namingMembers.has(name) ? presentName(value) : value;
}
