import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import { runs, type StoredRule } from "../../../rules/stored-rule.ts";
import type { KqlField, KqlFields } from "../kql/compile-kql.ts";

type Value = string | number | boolean;

/** What rules are filtered by, under the names that the original has for it. */
export const ruleFields: KqlFields<StoredRule> = new Map<string, KqlField<StoredRule>>([
  ["alert.id", keyword((rule) => [`alert:${rule.id}`, rule.id])],
  ["alert.attributes.name", text(parameter("name"))],
  ["alert.attributes.name.keyword", keyword(parameter("name"))],
  ["alert.attributes.tags", keyword(parameter("tags"))],
  ["alert.attributes.tags.keyword", keyword(parameter("tags"))],
  ["alert.attributes.enabled", { type: "boolean", read: (rule) => [runs(rule)] }],
  ["alert.attributes.consumer", keyword(() => ["siem"])],
  ["alert.attributes.alertTypeId", keyword((rule) => [typeId(rule)])],
  ["alert.attributes.createdBy", keyword((rule) => [rule.createdBy])],
  ["alert.attributes.updatedBy", keyword((rule) => [rule.updatedBy])],
  ["alert.attributes.schedule.interval", keyword(parameter("interval"))],
  ["alert.attributes.params.ruleId", keyword((rule) => [rule.ruleId])],
  ["alert.attributes.params.type", keyword(parameter("type"))],
  ["alert.attributes.params.severity", keyword(parameter("severity"))],
  ["alert.attributes.params.riskScore", { type: "number", read: parameter("risk_score") }],
  ["alert.attributes.params.version", { type: "number", read: parameter("version") }],
  [
    "alert.attributes.params.immutable",
    { type: "boolean", read: (rule) => [rule.origin.kind === "bundled"] },
  ],
  [
    "alert.attributes.params.ruleSource.type",
    keyword((rule) => [rule.origin.kind === "bundled" ? "external" : "internal"]),
  ],
  [
    "alert.attributes.params.ruleSource.isCustomized",
    { type: "boolean", read: (rule) => (rule.origin.kind === "bundled" ? [rule.isEdited] : []) },
  ],
  ["alert.attributes.params.description", text(parameter("description"))],
  ["alert.attributes.params.author", keyword(parameter("author"))],
  ["alert.attributes.params.license", keyword(parameter("license"))],
  ["alert.attributes.params.index", keyword(parameter("index"))],
  ["alert.attributes.params.language", keyword(parameter("language"))],
  ["alert.attributes.params.buildingBlockType", keyword(parameter("building_block_type"))],
  ["alert.attributes.params.exceptionsList.listId", keyword(parameter("exceptions_list", "list_id"))],
  ["alert.attributes.params.threat.framework", keyword(parameter("threat", "framework"))],
  ["alert.attributes.params.threat.tactic.id", keyword(parameter("threat", "tactic", "id"))],
  ["alert.attributes.params.threat.tactic.name", keyword(parameter("threat", "tactic", "name"))],
  ["alert.attributes.params.threat.technique.id", keyword(parameter("threat", "technique", "id"))],
  ["alert.attributes.params.threat.technique.name", keyword(parameter("threat", "technique", "name"))],
  [
    "alert.attributes.params.threat.technique.subtechnique.id",
    keyword(parameter("threat", "technique", "subtechnique", "id")),
  ],
  [
    "alert.attributes.params.threat.technique.subtechnique.name",
    keyword(parameter("threat", "technique", "subtechnique", "name")),
  ],
]);

function keyword(read: (rule: StoredRule) => readonly Value[]): KqlField<StoredRule> {
  return { type: "keyword", read };
}

function text(read: (rule: StoredRule) => readonly Value[]): KqlField<StoredRule> {
  return { type: "text", read };
}

function parameter(...path: readonly string[]): (rule: StoredRule) => readonly Value[] {
  return (rule) => valuesAt(rule.parameters, path);
}

function valuesAt(value: JsonValue | undefined, path: readonly string[]): readonly Value[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (isJsonObject(value)) return name === undefined ? [] : valuesAt(value[name], rest);
  return name === undefined && typeof value !== "object" && typeof value !== "bigint" ? [value] : [];
}

/** The original's names for the types of rules. */
function typeId({ parameters }: StoredRule): string {
  const camel = String(parameters["type"]).replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  switch (camel) {
    case "threatMatch":
      return "siem.indicatorRule";
    case "machineLearning":
      return "siem.mlRule";
    default:
      return `siem.${camel}Rule`;
  }
}
