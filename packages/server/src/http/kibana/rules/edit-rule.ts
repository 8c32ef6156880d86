import { parseInterval } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest, bodyObject, bodyTexts } from "../kibana-request.ts";

/** One step of a bulk edit: what it makes of a rule's parameters. Throws `bad-request` where it does not fit the rule. */
export type RuleEditStep = (parameters: JsonObject) => JsonObject;

/** Reads the steps of a bulk edit. Throws `bad-request`. */
export function readEditSteps(json: JsonValue | undefined): RuleEditStep {
  if (!Array.isArray(json) || json.length === 0) throw badRequest('"edit" is a list of at least one step.');
  if (json.length > kibanaLimits.maxBulkEdits) {
    throw badRequest(`"edit" has more than ${kibanaLimits.maxBulkEdits} steps.`);
  }
  const steps = json.map((step: JsonValue) => readStep(step));
  return (parameters) => steps.reduce((edited, step) => step(edited), parameters);
}

const stepTypes = [
  "add_tags",
  "delete_tags",
  "set_tags",
  "add_index_patterns",
  "delete_index_patterns",
  "set_index_patterns",
  "add_investigation_fields",
  "delete_investigation_fields",
  "set_investigation_fields",
  "set_schedule",
  "set_timeline",
] as const;

function readStep(json: JsonValue): RuleEditStep {
  if (!isJsonObject(json)) throw badRequest('A step of "edit" is an object.');
  const type = stepTypes.find((known) => known === json["type"]);
  switch (type) {
    case "add_tags":
    case "delete_tags":
    case "set_tags": {
      const change = readListChange(type, texts(json, "value"));
      return (rule) => ({ ...rule, tags: change(textsOf(rule["tags"])) });
    }
    case "add_index_patterns":
    case "delete_index_patterns":
    case "set_index_patterns":
      return indexStep(readListChange(type, texts(json, "value")), json["overwrite_data_views"] === true);
    case "add_investigation_fields":
    case "delete_investigation_fields":
    case "set_investigation_fields": {
      const change = readListChange(type, texts(bodyObject(json, "value") ?? {}, "field_names"));
      return (rule) => withInvestigationFields(rule, change);
    }
    case "set_schedule":
      return scheduleStep(bodyObject(json, "value") ?? {});
    case "set_timeline": {
      const { timeline_id: id = "", timeline_title: title = "" } = bodyObject(json, "value") ?? {};
      return (rule) => ({ ...rule, timeline_id: id, timeline_title: title });
    }
    case undefined:
      throw badRequest(
        `"${String(json["type"]).slice(0, 100)}" is no step of "edit" here; they are ${stepTypes.join(", ")}.`,
      );
  }
}

function texts(body: JsonObject, name: string): readonly string[] {
  const value = bodyTexts(body, name, kibanaLimits.maxPageSize);
  if (value === undefined) throw badRequest(`A step of "edit" has no "${name}".`);
  return value;
}

type ListChange = (former: readonly string[]) => readonly string[];

function readListChange(type: string, values: readonly string[]): ListChange {
  const named = new Set(values);
  if (type.startsWith("add_")) return (former) => [...new Set([...former, ...values])];
  if (type.startsWith("delete_")) return (former) => former.filter((value) => !named.has(value));
  return () => [...named];
}

function indexStep(change: ListChange, overwritesDataViews: boolean): RuleEditStep {
  return (rule) => {
    const { type, data_view_id: dataView, ...rest } = rule;
    if (type === "machine_learning" || type === "esql") {
      throw badRequest(`A rule of type ${String(type)} has no index patterns.`);
    }
    if (dataView !== undefined && !overwritesDataViews) {
      throw badRequest("The rule reads a data view: its index patterns have no effect.");
    }
    const index = change(textsOf(rule["index"]));
    if (index.length === 0) throw badRequest("A rule needs at least one index pattern.");
    return { ...rest, type: type ?? null, index };
  };
}

function withInvestigationFields(rule: JsonObject, change: ListChange): JsonObject {
  const { investigation_fields: former, ...rest } = rule;
  const names = change(isJsonObject(former) ? textsOf(former["field_names"]) : []);
  return names.length === 0 ? rest : { ...rest, investigation_fields: { field_names: names } };
}

function scheduleStep(value: JsonObject): RuleEditStep {
  const { interval, lookback } = value;
  const intervalMs = durationMs(interval);
  // Zero is a look-back, but no interval.
  const lookbackMs = lookback === "0s" || lookback === "0m" || lookback === "0h" ? 0 : durationMs(lookback);
  if (intervalMs === undefined || lookbackMs === undefined) {
    throw badRequest('"set_schedule" needs an "interval" and a "lookback" such as "5m".');
  }
  const from = `now-${Math.round((intervalMs + lookbackMs) / 1000)}s`;
  return (rule) => ({
    ...rule,
    interval: interval as string,
    from,
    to: "now",
    meta: { ...(isJsonObject(rule["meta"]) ? rule["meta"] : {}), from: lookback as string },
  });
}

function durationMs(text: JsonValue | undefined): number | undefined {
  const parsed = typeof text === "string" ? parseInterval(text) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === "string") : [];
}
