import { compileFieldReader, type FieldReader, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { columnText } from "../platform/column-text.ts";
import { type AlertStatus, parseAlertStatus } from "./alert.ts";
import type { Workflow } from "./alert-document.ts";

/** What alerts are filtered, counted and sorted by. Of several values the first one stands for the alert. */
export interface AlertColumns extends Workflow {
  /** Undefined where no event of the alert has a time. */
  readonly timeMs: number | undefined;
  readonly originalTimeMs: number | undefined;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly severity: string;
  readonly riskScore: number;
  readonly isBuildingBlock: boolean;
  readonly groupId: string | undefined;
  readonly groupIndex: number | undefined;
  readonly hostName: string | undefined;
  readonly hostId: string | undefined;
  readonly userName: string | undefined;
  readonly status: AlertStatus;
}

const hostName = compileFieldReader("host.name");
const hostId = compileFieldReader("host.id");
const userName = compileFieldReader("user.name");

export function alertColumns(document: JsonObject): AlertColumns {
  const own = (name: string): JsonValue | undefined => document[`kibana.alert.${name}`];
  const statusMs = timeOf(own("workflow_status_updated_at"));
  return {
    timeMs: timeOf(document["@timestamp"]),
    originalTimeMs: timeOf(own("original_time")),
    ruleId: textOf(own("rule.rule_id")) ?? textOf(own("rule.uuid")) ?? "",
    ruleName: textOf(own("rule.name")) ?? "",
    severity: textOf(own("severity")) ?? "low",
    riskScore: numberOf(own("risk_score")) ?? 0,
    isBuildingBlock: textOf(own("building_block_type")) !== undefined,
    groupId: textOf(own("group.id")),
    groupIndex: wholeNumberOf(own("group.index")),
    hostName: firstText(hostName, document),
    hostId: firstText(hostId, document),
    userName: firstText(userName, document),
    status: parseAlertStatus(textOf(own("workflow_status")) ?? "") ?? "open",
    statusMs: statusMs ?? null,
    statusBy: textOf(own("workflow_user")) ?? null,
    statusReason: textOf(own("workflow_reason")) ?? null,
    tags: textList(own("workflow_tags")),
    assignees: textList(own("workflow_assignee_ids")),
  };
}

function timeOf(value: JsonValue | undefined): number | undefined {
  const date = value === undefined ? undefined : convertToDate(value);
  // Beyond that a Date cannot write it.
  return date === undefined || Math.abs(date.ms) > 8.64e15 ? undefined : Math.floor(date.ms);
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? columnText(value) : undefined;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function wholeNumberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

function firstText(read: FieldReader, document: JsonObject): string | undefined {
  const [value] = read(document);
  return textOf(value);
}

function textList(value: JsonValue | undefined): string {
  if (!Array.isArray(value) || value.length === 0) return "[]";
  return JSON.stringify(value.filter((item: JsonValue) => typeof item === "string"));
}
