import { type Severity, severities } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { type AlertStatus, parseAlertStatus } from "../../alerts/alert.ts";
import { oneLine } from "../describe-event.ts";

/** An alert as the server's lists have it, its texts safe to print. */
export interface ListedAlert {
  readonly id: string;
  readonly time: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly severity: Severity;
  readonly riskScore: number;
  readonly status: AlertStatus;
  readonly statusReason: string;
  readonly statusChangedAt: string;
  readonly statusChangedBy: string;
  readonly reason: string;
  readonly hosts: string;
  readonly users: string;
  readonly tags: string;
  readonly isBuildingBlock: boolean;
  /** Such as `T1021 Remote Services`. */
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  /** Where it was asked for. */
  readonly document: JsonObject;
}

/** Takes what a server says, which may be of another version: what is absent is empty. */
export function readAlert(value: JsonValue | undefined): ListedAlert {
  const alert = objectOf(value);
  const text = (name: string): string => textOf(alert[name]);
  const list = (name: string): string => listOf(alert[name]).map(textOf).join(", ");
  const threats = (name: string): readonly string[] =>
    listOf(alert[name]).map((threat) => {
      const { id, name: title } = objectOf(threat);
      return [textOf(id), textOf(title)].filter((part) => part !== "").join(" ");
    });
  return {
    id: text("id"),
    time: text("time"),
    ruleId: text("rule_id"),
    ruleName: text("rule_name"),
    severity: severities.find((known) => known === alert["severity"]) ?? "low",
    riskScore: Number(alert["risk_score"] ?? 0),
    status: parseAlertStatus(text("status")) ?? "open",
    statusReason: text("status_reason"),
    statusChangedAt: text("status_changed_at"),
    statusChangedBy: text("status_changed_by"),
    reason: text("reason"),
    hosts: list("hosts"),
    users: list("users"),
    tags: list("tags"),
    isBuildingBlock: alert["is_building_block"] === true,
    tactics: threats("tactics"),
    techniques: threats("techniques"),
    document: objectOf(alert["document"]),
  };
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or a number as one, on one line and safe to print; empty where there is none. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return oneLine(value);
  return typeof value === "number" || typeof value === "bigint" ? String(value) : "";
}

/** `2021-06-12 01:07:41.253` from an ISO time as the server writes it. */
export function shownTime(iso: string): string {
  return iso.replace("T", " ").replace(/Z$/, "");
}
