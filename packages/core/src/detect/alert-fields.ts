import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../events/index.ts";
import { type Ancestor, ancestorJson } from "./alert-ancestors.ts";
import type { AlertLook } from "./alert-overrides.ts";
import { type Rule, ruleParameters } from "./rule.ts";

/** What differs between one alert and the next of the same rule. */
export interface AlertFacts {
  readonly id: string;
  readonly look: AlertLook;
  readonly reason: string;
  readonly ancestors: readonly Ancestor[];
  /** Time of the alert as ISO 8601; undefined where no event has one. */
  readonly time: string | undefined;
  /** Time of the first event, as it stands in the event. */
  readonly originalTime: JsonValue | undefined;
}

/**
 * Adds the fields of an alert to those of its events (specification 5.2), flat as the original writes them. An alert has
 * more than a hundred members: it is filled, not put together of copies. Nor of a literal with `...` of what may be there:
 * V8 then keeps parts of many alerts until it collects its old generation, which a scan with many alerts fills.
 */
export function addAlertFields(document: MutableJsonObject, rule: Rule, facts: AlertFacts): void {
  const { time, originalTime } = facts;
  if (time !== undefined) document["@timestamp"] = time;
  document["kibana.space_ids"] = ["default"];
  document["kibana.alert.uuid"] = facts.id;
  document["kibana.alert.status"] = "active";
  document["kibana.alert.workflow_status"] = "open";
  document["kibana.alert.workflow_tags"] = [];
  document["kibana.alert.workflow_assignee_ids"] = [];
  if (time !== undefined) {
    document["kibana.alert.start"] = time;
    document["kibana.alert.intended_timestamp"] = time;
  }
  if (originalTime !== undefined) document["kibana.alert.original_time"] = originalTime;
  document["kibana.alert.reason"] = facts.reason;
  document["kibana.alert.severity"] = facts.look.severity;
  document["kibana.alert.risk_score"] = facts.look.riskScore;
  document["kibana.alert.depth"] = Math.max(0, ...facts.ancestors.map((ancestor) => ancestor.depth)) + 1;
  document["kibana.alert.ancestors"] = facts.ancestors.map(ancestorJson);
  // A snapshot of the rule, as it was when it raised the alert.
  const snapshot = snapshots.get(rule) ?? snapshotOf(rule);
  snapshots.set(rule, snapshot);
  Object.assign(document, snapshot);
  document["kibana.alert.rule.name"] = facts.look.name;
}

/** The same for all alerts of a rule, made once; it goes with the rule. */
const snapshots = new WeakMap<Rule, JsonObject>();

function snapshotOf(rule: Rule): JsonObject {
  const parameters = ruleParameters(rule);
  const copied: MutableJsonObject = {};
  for (const name of snapshotNames) {
    const value = parameters[name];
    if (value !== undefined) copied[`kibana.alert.rule.${name}`] = value;
  }
  return {
    ...copied,
    "kibana.alert.rule.uuid": rule.ruleId,
    "kibana.alert.rule.rule_type_id": `siem.${rule.type}Rule`,
    "kibana.alert.rule.category": "Detection rule",
    "kibana.alert.rule.producer": "siem",
    "kibana.alert.rule.consumer": "siem",
    ...(rule.index === undefined ? {} : { "kibana.alert.rule.indices": rule.index }),
    "kibana.alert.rule.parameters": parameters,
  };
}

const snapshotNames = [
  "rule_id",
  "type",
  "version",
  "revision",
  "description",
  "enabled",
  "interval",
  "from",
  "to",
  "author",
  "license",
  "tags",
  "references",
  "false_positives",
  "note",
  "threat",
  "max_signals",
  "exceptions_list",
  "severity_mapping",
  "risk_score_mapping",
  "rule_name_override",
  "timestamp_override",
  "timeline_id",
  "timeline_title",
  "throttle",
  "actions",
  "namespace",
  "severity",
  "risk_score",
  "building_block_type",
] as const;

/** Adds the event's own `event.*` and `data_stream.*` under the alert's names for them, one flat key a field. */
export function addOriginalFields(fields: MutableJsonObject, document: JsonObject): void {
  flatten(fields, "kibana.alert.original_event", "event", document);
  flatten(fields, "kibana.alert.original_data_stream", "data_stream", document);
}

function flatten(fields: MutableJsonObject, prefix: string, name: string, document: JsonObject): void {
  for (const [key, value] of Object.entries(document)) {
    if (key === name && isJsonObject(value)) addLeaves(fields, prefix, value);
    else if (key.startsWith(`${name}.`)) fields[`${prefix}${key.slice(name.length)}`] = value;
  }
}

function addLeaves(fields: MutableJsonObject, prefix: string, value: JsonObject): void {
  for (const [key, inner] of Object.entries(value)) {
    if (isJsonObject(inner)) addLeaves(fields, `${prefix}.${key}`, inner);
    else fields[`${prefix}.${key}`] = inner;
  }
}

/** The source with `event.kind` set to what every alert is. */
export function asSignal(source: JsonObject): MutableJsonObject {
  const { "event.kind": _, ...rest } = source;
  const event = rest["event"];
  return { ...rest, event: { ...(isJsonObject(event) ? event : {}), kind: "signal" } };
}
