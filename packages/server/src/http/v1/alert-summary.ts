import { severities } from "@eqlite/core/detect";
import { compileFieldReader, isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { parseAlertStatus } from "../../alerts/alert.ts";
import { isoTimeOrNull } from "./iso-time.ts";
import {
  anyObject,
  anyText,
  choice,
  flag,
  list,
  named,
  nullable,
  number,
  object,
  optional,
  type ReadOf,
  time,
  whole,
} from "./shape.ts";

export const alertStatuses = ["open", "acknowledged", "closed"] as const;

const threatShape = named("Threat", object({ id: nullable(anyText), name: nullable(anyText) }));

const summaryFields = {
  id: anyText,
  time: nullable(time),
  original_time: nullable(time),
  rule_id: anyText,
  rule_name: anyText,
  rule_type: nullable(anyText),
  severity: choice(severities),
  risk_score: number,
  status: choice(alertStatuses),
  status_reason: nullable(anyText),
  status_changed_at: nullable(time),
  status_changed_by: nullable(anyText),
  reason: anyText,
  hosts: list(anyText),
  users: list(anyText),
  tags: list(anyText),
  assignees: list(anyText),
  group_id: nullable(anyText),
  is_building_block: flag,
  is_live: flag,
  events: whole(),
  tactics: list(threatShape),
  techniques: list(threatShape),
} as const;

/** What a list shows of an alert. */
export const alertSummaryShape = named("AlertSummary", object(summaryFields));
export type AlertSummary = ReadOf<typeof alertSummaryShape>;

/** An alert with its whole document where that was asked for. */
export const alertShape = named("Alert", object({ ...summaryFields, document: optional(anyObject) }));
export type AlertJson = ReadOf<typeof alertShape>;

const readHosts = compileFieldReader("host.name");
const readUsers = compileFieldReader("user.name");

export function alertSummary(id: string, document: JsonObject): AlertSummary {
  const own = (name: string): JsonValue | undefined => document[`kibana.alert.${name}`];
  const { tactics, techniques } = threatsOf(own("rule.threat"));
  const ancestors = own("ancestors");
  return {
    id,
    time: timeOf(document["@timestamp"]),
    original_time: timeOf(own("original_time")),
    rule_id: textOf(own("rule.rule_id")) ?? "",
    rule_name: textOf(own("rule.name")) ?? "",
    rule_type: textOf(own("rule.type")) ?? null,
    severity: severities.find((severity) => severity === own("severity")) ?? "low",
    risk_score: Number(own("risk_score") ?? 0),
    status: parseAlertStatus(textOf(own("workflow_status")) ?? "") ?? "open",
    status_reason: textOf(own("workflow_reason")) ?? null,
    status_changed_at: timeOf(own("workflow_status_updated_at")),
    status_changed_by: textOf(own("workflow_user")) ?? null,
    reason: textOf(own("reason")) ?? "",
    hosts: textsOf(readHosts(document)),
    users: textsOf(readUsers(document)),
    tags: textsOf(own("workflow_tags")),
    assignees: textsOf(own("workflow_assignee_ids")),
    group_id: textOf(own("group.id")) ?? null,
    is_building_block: own("building_block_type") !== undefined,
    is_live: document["eqlite.alert.execution_type"] === "live",
    events: Array.isArray(ancestors)
      ? ancestors.filter((one: JsonValue) => isJsonObject(one) && one["depth"] === 0).length
      : 0,
    tactics,
    techniques,
  };
}

type Threat = ReadOf<typeof threatShape>;

function threatsOf(value: JsonValue | undefined): {
  readonly tactics: readonly Threat[];
  readonly techniques: readonly Threat[];
} {
  const entries = objectsOf(value);
  return {
    tactics: distinct(entries.flatMap(({ tactic }) => (tactic === undefined ? [] : objectsOf([tactic])))),
    techniques: distinct(entries.flatMap(({ technique }) => objectsOf(technique))),
  };
}

function distinct(threats: readonly JsonObject[]): readonly Threat[] {
  const found = new Map<string, Threat>();
  for (const { id, name } of threats) {
    const threat = { id: textOf(id) ?? null, name: textOf(name) ?? null };
    found.set(JSON.stringify(threat), threat);
  }
  return [...found.values()];
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one: JsonValue) => isJsonObject(one)) : [];
}

function timeOf(value: JsonValue | undefined): string | null {
  const ms = value === undefined ? undefined : convertToDate(value)?.ms;
  return isoTimeOrNull(ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : ms);
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one: JsonValue) => typeof one === "string") : [];
}
